package delivery

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/locale"
	"authd/internal/seal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A keyRing seals with one key, as package keys does with the current one.
type keyRing []byte

func (k keyRing) Seal(p seal.Purpose, plain []byte) string { return seal.Seal(k, p, plain) }
func (k keyRing) Open(p seal.Purpose, text string) ([]byte, error) {
	return seal.Open(k, p, text)
}

var ring = keyRing(seal.NewKey())

var expires = time.Date(2030, 1, 2, 3, 14, 5, 0, time.UTC)

func loginMail() authd.LoginMessage {
	return authd.LoginMessage{
		To: "ann@example.com", Code: "042042", ClientName: "Orders", Host: "auth.example.com", Lifetime: 10 * time.Minute,
	}
}

// compose is what the outbox gets, opened again.
func compose(t *testing.T, c *Composer, m authd.LoginMessage) (authd.Mail, Message) {
	t.Helper()
	sealed, err := c.Compose(m, "mail-1", expires)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := ring.Open(purposeMail, sealed.Body)
	if err != nil {
		t.Fatal(err)
	}
	var message Message
	if err := json.Unmarshal(plain, &message); err != nil {
		t.Fatal(err)
	}
	return sealed, message
}

func builtInComposer(t *testing.T) *Composer {
	t.Helper()
	c, err := NewComposer(ring, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// PL-26: every mail in every language.
func TestPL26_MailsReadAsTheGoldenFilesSay(t *testing.T) {
	withLink := loginMail()
	withLink.Link = "https://auth.example.com/passwordless/link?token=abc&x=1"
	for name, m := range map[string]authd.LoginMessage{"code": loginMail(), "link": withLink} {
		for _, tag := range locale.Tags() {
			m.Language = locale.Wanted(tag.String())
			t.Run(name+" in "+tag.String(), func(t *testing.T) {
				_, got := compose(t, builtInComposer(t), m)
				golden(t, name+"."+tag.String()+".txt", "Subject: "+got.Subject+"\n\n"+got.Text)
				golden(t, name+"."+tag.String()+".html", got.HTML)
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s\n(after a wanted change: go test ./internal/delivery -update)", file, got)
	}
}

func TestTheOutboxEntryIsSealedAndDatedByItsCode(t *testing.T) {
	// PL-07: what waits in the database holds neither code nor address in the clear.
	sealed, message := compose(t, builtInComposer(t), loginMail())
	if sealed.ID != "mail-1" || !sealed.ExpiresAt.Equal(expires) || sealed.Tries != 0 {
		t.Errorf("got %+v", sealed)
	}
	if strings.Contains(sealed.Body, "042042") || strings.Contains(sealed.Body, "ann") {
		t.Error("the body is readable")
	}
	if want := expires.Add(-10 * time.Minute); !message.Date.Equal(want) {
		t.Errorf("date %s, want %s", message.Date, want)
	}
	if message.ID != "mail-1" || message.To != "ann@example.com" || message.Code != "042042" || message.Link != "" {
		t.Errorf("got %+v", message)
	}
}

func TestTheSubjectHoldsNoCode(t *testing.T) {
	// PL-07: subjects show on locked screens and in the logs of mail servers.
	_, m := compose(t, builtInComposer(t), loginMail())
	if strings.Contains(m.Subject, "042042") {
		t.Errorf("subject %q", m.Subject)
	}
}

func TestPL24_UserTextCannotBecomeMarkupHeadersOrTemplates(t *testing.T) {
	for name, payload := range map[string]string{
		"markup":             `<a href="https://evil.test">Click</a>`,
		"a template":         `{{.Code}}{{.Secret}}`,
		"a header":           "Shop\r\nBcc: all@evil.test",
		"a line separator":   "Shop\u2028Bcc: all@evil.test\u0085x",
		"turned around":      "Shop \u202egro.live//:sptth",
		"broken encoding":    "Shop \xff\xfe",
		"a NUL":              "Shop\x00",
		"an address to open": "Win at https://evil.test/now",
	} {
		t.Run(name, func(t *testing.T) {
			in := loginMail()
			in.ClientName = payload
			_, m := compose(t, builtInComposer(t), in)
			if strings.ContainsAny(m.Subject, "\r\n\x00\u2028\u0085\u202e") || strings.Contains(m.Text, "\r") {
				t.Errorf("subject %q", m.Subject)
			}
			if strings.Contains(m.HTML, "<a ") || strings.Contains(m.HTML, "\u202e") {
				t.Errorf("html %q", m.HTML)
			}
			if strings.Contains(m.Subject+m.Text+m.HTML, "://evil") {
				t.Error("the name turns into a link in mail readers")
			}
			if strings.Contains(m.Subject, "042042") {
				t.Error("the name was run as a template")
			}
		})
	}
}

func TestPL24_NamesAreShort(t *testing.T) {
	in := loginMail()
	in.ClientName = strings.Repeat("é", 65)
	_, m := compose(t, builtInComposer(t), in)
	if want := strings.Repeat("é", 63) + "…"; !strings.Contains(m.Subject, "for "+want+" at") {
		t.Errorf("subject %q", m.Subject)
	}
	in.ClientName = strings.Repeat("é", 64)
	if _, m := compose(t, builtInComposer(t), in); !strings.Contains(m.Subject, in.ClientName) {
		t.Errorf("a name of 64 was cut: %q", m.Subject)
	}
}

func TestAMailHasExactlyOnePlainRecipient(t *testing.T) {
	// PL-19: the last gate before a To header.
	for _, to := range []string{
		"", "ann", "a@b.test, c@d.test", "Ann <a@b.test>", "<a@b.test>", "a@b.test\r\nBcc: c@d.test", "a@b.test\n", " a@b.test",
	} {
		t.Run(to, func(t *testing.T) {
			in := loginMail()
			in.To = to
			_, err := builtInComposer(t).Compose(in, "mail-1", expires)
			if err == nil {
				t.Fatal("it was taken")
			}
			if to != "" && strings.Contains(err.Error(), to) {
				t.Errorf("the error holds the address: %v", err)
			}
		})
	}
}

func TestALinkThatIsNoWebAddressIsDisarmed(t *testing.T) {
	in := loginMail()
	in.Link = "javascript:alert(1)"
	if _, m := compose(t, builtInComposer(t), in); strings.Contains(m.HTML, `href="javascript`) {
		t.Error("the link runs")
	}
}

func TestMinutesAreRoundedDownButNeverToNone(t *testing.T) {
	for lifetime, want := range map[time.Duration]string{
		30 * time.Second: "for 1 minute.", time.Minute: "for 1 minute.", 119 * time.Second: "for 1 minute.", 5 * time.Minute: "for 5 minutes.",
	} {
		t.Run(lifetime.String(), func(t *testing.T) {
			in := loginMail()
			in.Lifetime = lifetime
			if _, m := compose(t, builtInComposer(t), in); !strings.Contains(m.Text, want) || !strings.Contains(m.HTML, want) {
				t.Errorf("want %q in\n%s", want, m.Text)
			}
		})
	}
}
