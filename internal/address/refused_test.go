package address

import (
	"errors"
	"strings"
	"testing"
)

var refused = []struct {
	typed string
	want  error
}{
	{"", ErrEmpty},
	{" ", ErrEmpty},
	{"\u3000", ErrEmpty},
	// Not one address.
	{"ada", ErrNotOne},
	{"example.com", ErrNotOne},
	{"a@b@example.com", ErrNotOne},
	{"a@@example.com", ErrNotOne},
	{"@@", ErrNotOne},
	{"a＠b@example.com", ErrNotOne},
	{"a@b＠example.com", ErrNotOne},
	{"a＠b＠example.com", ErrNotOne},
	{"a@b.com,c@d.com", ErrNotOne},
	{"a@b.com, c@d.com", ErrNotOne},
	{"a@b.com;c@d.com", ErrNotOne},
	{"a@b.com c@d.com", ErrNotOne},
	{"a@b.com|c@d.com", ErrNotOne},
	{"a@b.com，c@d.com", ErrNotOne},
	{"a@b,c@d", ErrNotOne},
	{"victim@example.com@evil.example", ErrNotOne},
	{"\"a@b\"@example.com", ErrNotOne},
	{"Ada <ada@example.com>, <eve@example.com>", ErrNotOne},
	{"mailto:a@b.com?cc=c@d.com", ErrNotOne},
	// Lists, names, comments, quotes.
	{"a,b@example.com", ErrLocal},
	{"a;b@example.com", ErrLocal},
	{"a:b@example.com", ErrLocal},
	{"a b@example.com", ErrLocal},
	{"a\u3000b@example.com", ErrLocal},
	{"a\u00a0b@example.com", ErrLocal},
	{"\u00a0ada@example.com", ErrLocal},
	{"a，b@example.com", ErrLocal},
	{"a；b@example.com", ErrLocal},
	{"mailto:ada@example.com", ErrLocal},
	{"<ada@example.com", ErrLocal},
	{"a<b@example.com", ErrLocal},
	{"a>b@example.com", ErrLocal},
	{"Ada ada@example.com", ErrLocal},
	{"(x)ada@example.com", ErrLocal},
	{"ada(x)@example.com", ErrLocal},
	{"ada)@example.com", ErrLocal},
	{"\"ada\"@example.com", ErrLocal},
	{"\"a b\"@example.com", ErrLocal},
	{"\"\"@example.com", ErrLocal},
	{"ada\"@example.com", ErrLocal},
	{"a\\b@example.com", ErrLocal},
	{"a\\@example.com", ErrLocal},
	{"[ada]@example.com", ErrLocal},
	{"ada]@example.com", ErrLocal},
	{"\uff1cada@example.com", ErrLocal},
	{"＂ada＂@example.com", ErrLocal},
	{"ada@example.com>", ErrDomain},
	{"<ada@example.com>", ErrDomain},
	{"Ada <ada@example.com>", ErrDomain},
	{"ada@example.com(x)", ErrDomain},
	{"ada@(x)example.com", ErrDomain},
	{"ada@example.com,", ErrDomain},
	{",ada@example.com", ErrLocal},
	{"ada@example.com;", ErrDomain},
	{"ada@exa mple.com", ErrDomain},
	{"ada@ example.com", ErrDomain},
	{"ada @example.com", ErrLocal},
	{"ada@example\u00a0.com", ErrDomain},
	{"ada@example.com/x", ErrDomain},
	{"ada@example.com?x", ErrDomain},
	{"ada@example.com#x", ErrDomain},
	{"ada@example.com:25", ErrDomain},
	{"ada@exa%6dple.com", ErrDomain},
	{"ada@example.com\\", ErrDomain},
	{"ada@\"example.com\"", ErrDomain},
	{"ada@exam_ple.com", ErrDomain},
	{"ada@exam!ple.com", ErrDomain},
	{"ada@exam'ple.com", ErrDomain},
	{"ada@exam+ple.com", ErrDomain},
	{"ada@*.com", ErrDomain},
	// Empty parts and dots.
	{"@", ErrDomain},
	{"ada@", ErrDomain},
	{"@example.com", ErrLocal},
	{".ada@example.com", ErrLocal},
	{"ada.@example.com", ErrLocal},
	{"a..b@example.com", ErrLocal},
	{".@example.com", ErrLocal},
	{"a．．b@example.com", ErrLocal},
	{"ada@.example.com", ErrDomain},
	{"ada@example.com.", ErrDomain},
	{"ada@example.com。", ErrDomain},
	{"ada@example.com..", ErrDomain},
	{"ada@example..com", ErrDomain},
	{"ada@example.。com", ErrDomain},
	{"ada@.", ErrDomain},
	{"ada@..", ErrDomain},
	{"ada@.com", ErrDomain},
	{"ada@。com", ErrDomain},
	// Hosts that are no domains.
	{"ada@localhost", ErrDomain},
	{"ada@com", ErrDomain},
	{"ada@127.0.0.1", ErrDomain},
	{"ada@[127.0.0.1]", ErrDomain},
	{"ada@[IPv6:::1]", ErrDomain},
	{"ada@[example.com]", ErrDomain},
	{"ada@::1", ErrDomain},
	{"ada@10.1", ErrDomain},
	{"ada@2130706433", ErrDomain},
	{"ada@0x7f.0x1", ErrDomain},
	{"ada@0x7f000001", ErrDomain},
	{"ada@example.123", ErrDomain},
	{"ada@example.0x1f", ErrDomain},
	{"ada@example.0x", ErrDomain},
	{"ada@１２７.0.0.1", ErrDomain},
	{"ada@127。0。0。1", ErrDomain},
	{"ada@①.①", ErrDomain},
	// Hyphens and A-labels.
	{"ada@-example.com", ErrDomain},
	{"ada@example-.com", ErrDomain},
	{"ada@ex--ample.com", ErrDomain},
	{"ada@xn--.com", ErrDomain},
	{"ada@xn--example-.com", ErrDomain}, // plain ASCII in disguise, GO-2026-5026
	{"ada@xn--example.com-.com", ErrDomain},
	{"ada@xn--a.com", ErrDomain},
	{"ada@xn--99999999.com", ErrDomain},
	{"ada@xn--bcher-kva8445foa.xn--", ErrDomain},
	{"ada@xn--fiqs8s\u00e4.com", ErrDomain},
	{"ada@xn--zca\u00df.com", ErrDomain},
	{"ada@xn--BCHER-KVA\u00dc.example", ErrDomain},
	// Characters that turn into others.
	{"ada@exa\u2488mple.com", ErrDomain}, // a digit one with its full stop
	{"ada@ex\u2024ample", ErrDomain},     // one dot leader
	{"ada@example\ufe52", ErrDomain},     // small full stop
	{"a\ufe6bb.example", ErrNotOne},      // small commercial at: not an @
	{"a\ufe6bb@example.com", ErrLocal},
	{"ada@b\ufe6bexample.com", ErrDomain},
	{"ada@example\u2100.com", ErrDomain}, // a/c
	{"ada@example\u2048.com", ErrDomain}, // ?!
	{"ada@exa\u037eple.com", ErrDomain},  // Greek question mark, NFC: ;
	{"a\u037eb@example.com", ErrLocal},
	{"a\u2024b@example.com", ErrLocal},
	{"a\ufe50b@example.com", ErrLocal},   // small comma
	{"ada@exam\uff0fple.com", ErrDomain}, // full-width slash
	{"ada@exam\uff20ple.com", ErrNotOne},
	{"ada@exam\uff1aple.com", ErrDomain},
	{"ada@exam\uff1fple.com", ErrDomain},
	// Local parts outside ASCII.
	{"ädä@example.com", ErrLocal},
	{"a\u0308da@example.com", ErrLocal},
	{"аda@example.com", ErrLocal}, // Cyrillic a
	{"ada\u0131@example.com", ErrLocal},
	{"ada\u017f@example.com", ErrLocal}, // long s folds to s
	{"ﬁnn@example.com", ErrLocal},
	{"例え@example.com", ErrLocal},
	{"مثال@example.com", ErrLocal},
	{"👩@example.com", ErrLocal},
	{"a。b@example.com", ErrLocal},
	{"\u212bda@example.com", ErrLocal},
	{"a\u00b2@example.com", ErrLocal},
	// Controls and what cannot be seen.
	{"ada@example.com\n", ErrInvisible},
	{"ada@example.com\r\n", ErrInvisible},
	{"\tada@example.com", ErrInvisible},
	{"ada@example.com\x00", ErrInvisible},
	{"ada\x00@example.com", ErrInvisible},
	{"ada@exa\x00mple.com", ErrInvisible},
	{"ada@example.com\r\nBcc: eve@example.com", ErrInvisible},
	{"ada\r@example.com", ErrInvisible},
	{"ada\n@example.com", ErrInvisible},
	{"ada\t@example.com", ErrInvisible},
	{"ada\v@example.com", ErrInvisible},
	{"ada\f@example.com", ErrInvisible},
	{"ada\b@example.com", ErrInvisible},
	{"ada\x1b[31m@example.com", ErrInvisible},
	{"ada\x7f@example.com", ErrInvisible},
	{"ada\u0085@example.com", ErrInvisible},
	{"ada\u009b@example.com", ErrInvisible},
	{"ada\u2028@example.com", ErrInvisible},
	{"ada\u2029@example.com", ErrInvisible},
	{"ada\u200b@example.com", ErrInvisible}, // zero width space
	{"ada\u200c@example.com", ErrInvisible},
	{"ada\u200d@example.com", ErrInvisible}, // zero width joiner
	{"ada@exa\u200dmple.com", ErrInvisible},
	{"ada@exa\u200cmple.com", ErrInvisible},
	{"ada@exa\u00admple.com", ErrInvisible}, // soft hyphen
	{"\ufeffada@example.com", ErrInvisible},
	{"ada\u2060@example.com", ErrInvisible},
	{"\u202eada@example.com", ErrInvisible}, // right-to-left override
	{"ada@\u202emoc.elpmaxe", ErrInvisible},
	{"ada\u2066@example.com", ErrInvisible},
	{"ada\u200f@example.com", ErrInvisible},
	{"ada\U000e0061@example.com", ErrInvisible}, // a tag character
	{"ada\xff@example.com", ErrInvisible},
	{"ada@example\xc3.com", ErrInvisible},
	{"\xed\xa0\x80@example.com", ErrInvisible}, // half a surrogate pair
	{"ada\ufffd@example.com", ErrInvisible},
	// Directions mixed in one label, RFC 5893.
	{"ada@\u05d0a\u05d1.com", ErrDomain},
	{"ada@a\u05d0.com", ErrDomain},
	{"ada@1\u05d0.com", ErrDomain},
	// Lengths.
	{strings.Repeat("a", 65) + "@example.com", ErrTooLong},
	{"a@" + strings.Repeat("b", 64) + ".com", ErrDomain},
	{"a" + longest, ErrTooLong},
	{"ab@" + strings.Repeat("bcd.", 62) + "comic", ErrTooLong},
	{"a@" + strings.Repeat("bcd.", 64) + "com", ErrDomain},
	{"a@" + strings.Repeat("ü", 60) + ".com", ErrDomain},
	{strings.Repeat("a", 2000), ErrTooLong},
	{strings.Repeat(" ", 2000) + "ada@example.com", ErrTooLong},
	{strings.Repeat("@", 900), ErrNotOne},
}

// PL-19: everything that is not exactly one deliverable address is refused, with
// the reason a person needs.
func TestPL19_RefusedAddresses(t *testing.T) {
	for _, row := range refused {
		t.Run(row.typed, func(t *testing.T) {
			email, err := ParseEmail(row.typed, FoldCase)
			if !errors.Is(err, row.want) || err == nil || email != (Address{}) {
				t.Errorf("got %+v, %v; want %v", email, err, row.want)
			}
		})
	}
	if total := len(accepted) + len(refused); total < 200 {
		t.Errorf("the table has %d rows", total)
	}
}
