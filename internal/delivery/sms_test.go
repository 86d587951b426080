package delivery

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"authd/internal/authd"
	"authd/internal/locale"
)

func loginSMS() authd.LoginMessage {
	m := loginMail()
	m.Channel, m.To, m.Host = authd.StrategySMS, "+14155550123", "auth.example.com:8443"
	return m
}

// PL-28: the message says for which application and host the code is, and ends
// with the line that browsers read. PL-26: in every language.
func TestPL28_TextMessages(t *testing.T) {
	var got strings.Builder
	for _, tag := range locale.Tags() {
		m := loginSMS()
		m.Language = locale.Wanted(tag.String())
		_, message := compose(t, builtInComposer(t), m)
		if message.Channel != authd.StrategySMS || message.To != m.To || message.Code != m.Code || message.Subject != "" || message.HTML != "" {
			t.Errorf("%s: %+v", tag, message)
		}
		if !strings.HasSuffix(message.Text, "\n\n@auth.example.com #042042") || !strings.Contains(message.Text, "Orders") {
			t.Errorf("%s: %q", tag, message.Text)
		}
		got.WriteString("== " + tag.String() + "\n" + message.Text + "\n")
	}
	golden := filepath.Join("testdata", "sms.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
	}
}

// PL-24: a client's name cannot make a message that costs like many, or one
// whose last line is the name's.
func TestPL24_NamesInTextMessages(t *testing.T) {
	m := loginSMS()
	m.ClientName = strings.Repeat("Very long name ", 20) + "\n\n@evil.example #111111 https://evil.example"
	_, message := compose(t, builtInComposer(t), m)
	if strings.Contains(message.Text, "evil") || strings.Count(message.Text, "\n") != 2 {
		t.Errorf("the message is %q", message.Text)
	}
	if units := len(utf16.Encode([]rune(message.Text))); units > 3*67 { // parts of a long message hold 67 of them each
		t.Errorf("the message takes %d units", units)
	}
}
