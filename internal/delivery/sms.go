package delivery

import (
	"net"

	"authd/internal/authd"
	"authd/internal/locale"
)

// maxSMSName is how many characters of a client's name a text message shows, so
// that most are one message and none is more than two.
const maxSMSName = 24

// renderSMS writes the text message of m. Its last line is read by browsers,
// which offer the code to pages of that host alone (WICG, Origin-bound one-time
// codes delivered via SMS; security row PL-28).
func renderSMS(m authd.LoginMessage) Message {
	host := m.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	v := viewOf(m, locale.Find(m.Language))
	text := locale.Say(locale.Find(m.Language).SMS, "code", v.Code, "client", clip(v.ClientName, maxSMSName), "host", line(host), "duration", v.duration)
	return Message{Channel: authd.StrategySMS, To: m.To, Text: text + "\n\n@" + line(host) + " #" + v.Code, Code: m.Code}
}
