package pages

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
)

// A LogoutPage asks whether a person wants to log out, here or everywhere. Its
// form posts to /u/logout-confirm, with `reach=everywhere` for the latter.
type LogoutPage struct {
	Look
	Client      string // whose wish it is; empty: nobody knows
	Address     string // who would be logged out
	State       string // the sealed request, as it came
	RedirectURI string // where it ends; names the origin the form may lead to
}

// Logout writes a LogoutPage with status 200.
func (rd *Renderer) Logout(w http.ResponseWriter, p LogoutPage) error {
	return rd.write(w, sheet{
		look: p.Look, template: "logout.html", title: p.text().LogoutQuestion,
		status: http.StatusOK, redirectURI: p.RedirectURI, values: values{p.Client, p.Address}, page: p,
	})
}

// A LoggedOutPage says that it is done. Its frames let applications end sessions
// of their own (OpenID Connect Front-Channel Logout §3).
type LoggedOutPage struct {
	Look
	Frames []string // addresses of applications' pages, https, or http on loopback
	Silent []string // names of applications that could not be told
	Next   string   // a registered address where the person goes on to; empty: nowhere
}

// leave takes the person on when a frame hangs, so that all is over within five
// seconds, of which the server may have waited two. Browsers that run no scripts
// have the link.
const leave = `setTimeout(() => location.replace(document.getElementById("continue").href), 3000)`

var leaveSource = func() string {
	sum := sha256.Sum256([]byte(leave))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

// LoggedOut writes a LoggedOutPage with status 200. Browsers count the second
// until they go on to Next from when all frames have loaded, with or without
// scripts.
func (rd *Renderer) LoggedOut(w http.ResponseWriter, p LoggedOutPage) error {
	s := sheet{look: p.Look, template: "logged_out.html", title: p.text().LoggedOut, status: http.StatusOK, frames: p.Frames, page: p}
	if p.Next != "" {
		s.script = leaveSource
		w.Header().Set("Refresh", "1;url="+p.Next)
	}
	return rd.write(w, s)
}

// Link is Next for the template, which lets no scheme of an app's own through
// that it was not told is good.
func (p LoggedOutPage) Link() template.URL { return template.URL(p.Next) } //nolint:gosec // G203: one of the registered addresses

// Leave is the script that goes on.
func (LoggedOutPage) Leave() template.JS { return leave }
