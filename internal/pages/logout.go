package pages

import "net/http"

// A LogoutPage asks whether a person wants to log out. Its form posts to
// /u/logout-confirm.
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

// LoggedOut writes, with status 200, that it is done, for who has nowhere to go.
func (rd *Renderer) LoggedOut(w http.ResponseWriter, look Look) error {
	return rd.write(w, sheet{look: look, template: "logged_out.html", title: look.text().LoggedOut, status: http.StatusOK})
}
