package delivery

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"authd/internal/authd"
	"authd/internal/locale"
)

// maxName is how many characters of a client's name a mail shows. A longer name
// is a text of its own, and mails are not for carrying other people's texts.
const maxName = 64

// A view is what the templates may use.
type view struct {
	Language   string      // BCP 47, of Text
	Text       locale.Mail // filled with the rest
	Code       string
	Link       string // empty: the mail carries a code alone
	ClientName string // the host where there is none
	Host       string
	duration   string
	Minutes    int // how long code and link live, rounded down so as not to promise too much
}

func viewOf(m authd.LoginMessage, words *locale.Texts) view {
	v := view{
		Language:   words.Language,
		Code:       line(m.Code),
		Link:       line(m.Link),
		ClientName: name(m.ClientName),
		Host:       line(m.Host),
		Minutes:    max(1, int(m.Lifetime/time.Minute)),
	}
	v.ClientName = cmp.Or(v.ClientName, v.Host)
	v.duration = words.Minutes(v.Minutes)
	v.Text = words.Mail.With(v.ClientName, v.Host, v.duration)
	return v
}

// name makes a client's name fit for a subject and a sentence. "://" goes,
// because mail readers turn what follows it into a link; bare domains stay,
// because some products are called like one.
func name(s string) string {
	s = strings.Join(strings.Fields(line(strings.ReplaceAll(s, "://", " "))), " ")
	return clip(s, maxName)
}

// clip shortens s to most characters.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// line takes out whatever could end a header line or turn it around: control
// characters, line separators and marks of text direction.
func line(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
