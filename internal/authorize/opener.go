package authorize

import (
	"crypto/rand"
	"net/http"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// modeOpener is how a popup answers the window that opened it, asked for by
// owp=true and known to no specification: Auth0's SDKs speak WinChan, JSON texts
// posted between the two windows. It is no value of response_mode.
const modeOpener oauth.ResponseMode = "owp"

// forOpener reports whether the window that opened this one waits for the answer.
func (a ask) forOpener() bool {
	return a.params["owp"] == "true" && a.params["response_mode"] == ""
}

// checkOpener refuses what nobody could be told: the opener's origin is known
// only when it asks, and must be one of the client's own.
func checkOpener(c authd.Client) error {
	if len(c.WebOrigins) == 0 {
		return page("The window that opened this one cannot be answered: owp needs its origin in web_origins of client %s.", c.ID)
	}
	return nil
}

// writeOpener answers with a document that says it is ready, and gives the
// response to the opener that then asks for it, if the browser says that it is
// of one of the client's origins (security row WM-01).
func writeOpener(w http.ResponseWriter, t Target, members []member) error {
	response, kind := make(map[string]any, len(members)), "response"
	for _, m := range members {
		response[m.name] = m.value
		if m.name == "error" {
			kind = "error"
		}
	}
	d := document{Nonce: rand.Text(), Origins: t.Client.WebOrigins, Message: map[string]any{"a": kind, "d": response}}
	w.Header().Set("X-Frame-Options", "DENY")
	return write(w, "opener.html", d, "frame-ancestors 'none'")
}
