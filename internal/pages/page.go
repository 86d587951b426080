package pages

import "net/http"

// A LoginPage asks for an address. Its form posts `email` to /u/login.
type LoginPage struct {
	Client      string // the application's name
	State       string // the sealed request, as it came
	Address     string // what the field holds already
	RedirectURI string // where the login ends; names the origin the form may lead to
	Problem     Problem
}

// Login writes a LoginPage: 200, or 400 or 429 when it tells of a Problem.
func (rd *Renderer) Login(w http.ResponseWriter, p LoginPage) error {
	return rd.write(w, sheet{
		template: "login.html", title: english.SignIn, problem: p.Problem,
		status: p.Problem.status(), redirectURI: p.RedirectURI, page: p,
	})
}

// A CodePage asks for the code that was sent. Its forms post `code`, or
// `action=resend`, to /u/code.
type CodePage struct {
	State       string
	Address     string // where the code went
	RedirectURI string
	Resent      bool   // says that a new code is on its way
	Inbox       string // address of a page with all mails, on development servers; else empty
	Problem     Problem
}

// Dead reports whether no code that may be typed can be right any more, so that
// the page offers a new one instead of the field.
func (p CodePage) Dead() bool {
	return p.Problem.Kind == CodeExpired || p.Problem.Kind == CodeExhausted
}

// Code writes a CodePage: 200, or 400 or 429 when it tells of a Problem.
func (rd *Renderer) Code(w http.ResponseWriter, p CodePage) error {
	return rd.write(w, sheet{
		template: "code.html", title: english.EnterCode, problem: p.Problem,
		status: p.Problem.status(), redirectURI: p.RedirectURI, page: p,
	})
}

// A LinkPage stands behind a mailed link.
type LinkPage struct {
	Client      string
	Address     string // who would be logged in
	Token       string // the link's own; empty: this browser may not log in with it
	Code        string // to be typed where the login began; empty: not shown
	RedirectURI string
}

// Link writes a LinkPage with status 200. Showing it changes nothing (security
// row PL-11): programs that read mail open links too.
func (rd *Renderer) Link(w http.ResponseWriter, p LinkPage) error {
	return rd.write(w, sheet{
		template: "link.html", title: english.SignIn,
		status: http.StatusOK, redirectURI: p.RedirectURI, page: p,
	})
}

// An ErrorPage says what is wrong and what to do. Its texts are the server's
// own; nothing of a request belongs into them (security row SE-08).
type ErrorPage struct {
	Status    int
	Title     string // empty: "Something is not right"
	Detail    string // names the offending parameter, where there is one
	RequestID string // under which the log tells more; empty: not shown
}

// Error writes an ErrorPage with its Status.
func (rd *Renderer) Error(w http.ResponseWriter, p ErrorPage) error {
	if p.Title == "" {
		p.Title = english.ErrorTitle
	}
	return rd.write(w, sheet{template: "error.html", title: p.Title, status: p.Status, page: p})
}
