package address

import (
	"strings"
	"testing"
)

// accepted are addresses as typed and the spelling they are kept under.
var accepted = []struct{ typed, canonical string }{
	{"ada@example.com", "ada@example.com"},
	{"a@b.co", "a@b.co"},
	{"Ada@Example.COM", "ada@example.com"},
	{"ADA@EXAMPLE.COM", "ada@example.com"},
	{" ada@example.com", "ada@example.com"},
	{"ada@example.com ", "ada@example.com"},
	{"   ada@example.com   ", "ada@example.com"},
	{"\u3000ada@example.com\u3000", "ada@example.com"},
	// Dots and tags mean something only to the domain's owner.
	{"a.d.a@example.com", "a.d.a@example.com"},
	{"ada+tag@example.com", "ada+tag@example.com"},
	{"ada+tag+more@example.com", "ada+tag+more@example.com"},
	{"ada.lovelace+x.y@gmail.com", "ada.lovelace+x.y@gmail.com"},
	// All of atext, RFC 5322 §3.2.3.
	{"!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
	{"o'hara@example.com", "o'hara@example.com"},
	{"ada-@example.com", "ada-@example.com"},
	{"-ada@example.com", "-ada@example.com"},
	{"_@example.com", "_@example.com"},
	{"12345@example.com", "12345@example.com"},
	{"ada%example.org@example.com", "ada%example.org@example.com"},
	{"ada!b@example.com", "ada!b@example.com"},
	{"user=example.org@example.com", "user=example.org@example.com"},
	{"xn--bcher-kva@example.com", "xn--bcher-kva@example.com"},
	// Domains.
	{"ada@sub.example.com", "ada@sub.example.com"},
	{"ada@a.b.c.d.e.example.com", "ada@a.b.c.d.e.example.com"},
	{"ada@example.museum", "ada@example.museum"},
	{"ada@example-one.com", "ada@example-one.com"},
	{"ada@1.com", "ada@1.com"},
	{"ada@123.456.com", "ada@123.456.com"},
	{"ada@3com.com", "ada@3com.com"},
	{"ada@example.t1", "ada@example.t1"},
	{"ada@example.0xyz", "ada@example.0xyz"},
	{"ada@conf.test", "ada@conf.test"},
	{"conf@oidf.test", "conf@oidf.test"},
	{"ada@app.localhost", "ada@app.localhost"},
	{"ada@example.invalid", "ada@example.invalid"},
	// A-labels, RFC 5891: one spelling however typed.
	{"ada@bücher.example", "ada@xn--bcher-kva.example"},
	{"ada@BÜCHER.example", "ada@xn--bcher-kva.example"},
	{"ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"},
	{"ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
	{"ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"},
	{"ada@faß.de", "ada@xn--fa-hia.de"},
	{"ada@fass.de", "ada@fass.de"},
	{"ada@例え.jp", "ada@xn--r8jz45g.jp"},
	{"ada@пример.рф", "ada@xn--e1afmkfd.xn--p1ai"},
	{"ada@παράδειγμα.gr", "ada@xn--hxajbheg2az3al.gr"},
	{"ada@مثال.example", "ada@xn--mgbh0fb.example"},
	{"ada@דוגמה.example", "ada@xn--6dbbec0c.example"},
	{"ada@उदाहरण.example", "ada@xn--p1b6ci4b4b3a.example"},
	{"ada@한국.kr", "ada@xn--3e0b707e.kr"},
	{"ada@👩.com", "ada@xn--rq8h.com"},
	{"ada@exam\u2044ple.com", "ada@xn--example-4d7c.com"}, // looks like a slash, is a domain of its own
	// Width and compatibility forms.
	{"ada＠example.com", "ada@example.com"}, // U+FF20
	{"ａｄａ@example.com", "ada@example.com"},
	{"ＡＤＡ＠ＥＸＡＭＰＬＥ．ＣＯＭ", "ada@example.com"},
	{"１２３@example.com", "123@example.com"},
	{"ada@ｅｘａｍｐｌｅ.com", "ada@example.com"},
	{"ada@example．com", "ada@example.com"}, // U+FF0E
	{"ada@example。com", "ada@example.com"}, // U+3002
	{"ada@example｡com", "ada@example.com"}, // U+FF61
	{"a．b@example.com", "a.b@example.com"},
	{"ada＋tag@example.com", "ada+tag@example.com"},
	{"ada@ex\u2460mple.com", "ada@ex1mple.com"},   // a circled one, by UTS #46
	{"ada@\u2102ompany.com", "ada@company.com"},   // a double-struck C
	{"\u212aate@example.com", "kate@example.com"}, // the Kelvin sign is a K to NFC
	// Lengths of RFC 5321 §4.5.3.1.
	{strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},
	{"a@" + strings.Repeat("b", 63) + ".com", "a@" + strings.Repeat("b", 63) + ".com"},
	{longest, longest},
}

// longest is 254 bytes.
var longest = strings.Repeat("a", 64) + "@" + strings.Repeat("b", 62) + "." + strings.Repeat("c", 62) + "." + strings.Repeat("d", 59) + ".com"

// PL-19: one address comes out of every spelling of it, and mail goes to that.
func TestPL19_AcceptedAddresses(t *testing.T) {
	for _, row := range accepted {
		t.Run(row.typed, func(t *testing.T) {
			email, err := ParseEmail(row.typed, FoldCase)
			if err != nil {
				t.Fatal(err)
			}
			if email.Canonical != row.canonical || email.Bucket != row.canonical {
				t.Errorf("got %+v, want %s", email, row.canonical)
			}
			again, err := ParseEmail(email.Canonical, FoldCase)
			if err != nil || again != email {
				t.Errorf("parsed again: %+v, %v", again, err)
			}
		})
	}
}

// PL-05: a connection may keep case apart, counters never do.
func TestPL05_SpellingsShareOneBucket(t *testing.T) {
	spellings := []string{"Foo@X.example", "foo@x.example", "FOO@x.EXAMPLE", " foo@x.example ", "ｆｏｏ＠x.example", "foo@x。example"}
	for _, c := range []Case{FoldCase, PreserveCase} {
		for _, typed := range spellings {
			email, err := ParseEmail(typed, c)
			if err != nil || email.Bucket != "foo@x.example" {
				t.Errorf("%q: bucket %q, %v", typed, email.Bucket, err)
			}
		}
	}
}

func TestPreserveCaseKeepsOnlyTheLocalPart(t *testing.T) {
	email, err := ParseEmail("Foo@EXAMPLE.com", PreserveCase)
	if err != nil || email.Canonical != "Foo@example.com" {
		t.Errorf("got %+v, %v", email, err)
	}
}

// The parser's promise, for any input: what it accepts is plain ASCII with one
// @, in no more than 254 bytes, and parses to itself.
func FuzzParseEmail(f *testing.F) {
	for _, row := range accepted {
		f.Add(row.typed)
	}
	for _, row := range refused {
		f.Add(row.typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, c := range []Case{FoldCase, PreserveCase} {
			email, err := ParseEmail(typed, c)
			if err != nil {
				continue
			}
			if strings.Count(email.Canonical, "@") != 1 || len(email.Canonical) > maxEmail ||
				strings.ContainsFunc(email.Canonical, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`",;:<>()[]\`, r) }) {
				t.Errorf("%q became %q", typed, email.Canonical)
			}
			if again, err := ParseEmail(email.Canonical, c); err != nil || again != email {
				t.Errorf("%q became %+v, then %+v, %v", typed, email, again, err)
			}
		}
	})
}
