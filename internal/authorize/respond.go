package authorize

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"authd/internal/oauth"
	"authd/internal/tokens"
	"authd/internal/web"
)

// A member is one parameter of an authorization response. Members keep their
// order, which SDKs do not need but people reading an address do.
type member struct {
	name  string
	value any // string, or int for expires_in
}

// success is the answer with a code (empty: none) and tokens.
func success(code string, s tokens.Set) []member {
	m := []member{{"code", code}}
	if s.AccessToken != "" {
		m = append(m, member{"access_token", s.AccessToken}, member{"scope", s.Scope.String()},
			member{"expires_in", s.ExpiresIn}, member{"token_type", s.TokenType})
	}
	return append(m, member{"id_token", s.IDToken})
}

func failure(err *oauth.Error) []member {
	return []member{{"error", err.Code}, {"error_description", err.Description}}
}

// respond sends a success or a failure to the target: both take the same way
// (Multiple Response Types §5), with the state as it came and the issuer (RFC
// 9207 §2). Empty members are left out.
func respond(w http.ResponseWriter, r *http.Request, t Target, members []member) error {
	members = present(append(members, member{"state", t.State}, member{"iss", t.Issuer}))
	web.NoStore(w.Header())
	switch t.Mode {
	case oauth.ModeFormPost:
		return writeFormPost(w, t, members)
	case oauth.ModeWebMessage:
		return writeWebMessage(w, t, members)
	case modeOpener:
		return writeOpener(w, t, members)
	case oauth.ModeFragment:
		redirect(w, r, t.RedirectURI+"#"+encode(members))
	default:
		redirect(w, r, t.RedirectURI+separator(t.RedirectURI)+encode(members))
	}
	return nil
}

func present(members []member) []member {
	kept := members[:0:0]
	for _, m := range members {
		if m.value != "" {
			kept = append(kept, m)
		}
	}
	return kept
}

// redirect sets Location by hand: http.Redirect would clean the path of a
// registered address, which is compared byte for byte. A POST is answered with
// 303 so that its body is never sent on (RFC 9700 §4.12).
func redirect(w http.ResponseWriter, r *http.Request, location string) {
	w.Header().Set("Location", location)
	w.Header().Set("Referrer-Policy", "no-referrer")
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	w.WriteHeader(status)
}

func separator(uri string) string {
	if strings.Contains(uri, "?") {
		return "&"
	}
	return "?"
}

// encode writes spaces as %20: some SDKs do not read "+" as a space.
func encode(members []member) string {
	var b strings.Builder
	for i, m := range members {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(m.name + "=" + escape(m.text()))
	}
	return b.String()
}

func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func (m member) text() string {
	if n, isNumber := m.value.(int); isNumber {
		return strconv.Itoa(n)
	}
	return m.value.(string)
}
