package pages

import "net/http"

// A LoginPage asks for an address. Its form posts `email`, or `phone_number`, and
// `connection` to /u/login.
type LoginPage struct {
	Look
	Client      string // the application's name
	State       string // the sealed request, as it came
	Address     string // what the field holds already
	ByPhone     bool   // asks for a phone number
	Connection  string // the one the address is for
	Others      []Way  // to log in instead
	RedirectURI string // where the login ends; names the origin the form may lead to
	Problem     Problem
}

// A Way leads to the page that asks for the other kind of address.
type Way struct {
	ByPhone bool
	Path    string
}

// Login writes a LoginPage: 200, or 400 or 429 when it tells of a Problem.
func (rd *Renderer) Login(w http.ResponseWriter, p LoginPage) error {
	return rd.write(w, sheet{
		look: p.Look, template: "login.html", title: p.text().SignIn, problem: p.Problem,
		status: p.Problem.status(), redirectURI: p.RedirectURI, values: values{client: p.Client}, page: p,
	})
}

// A CodePage asks for the code that was sent. Its forms post `code`, or
// `action=resend`, to /u/code.
type CodePage struct {
	Look
	State       string
	Address     string // where the code went
	ByPhone     bool   // it went there as a text message
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
	title := p.text().EnterCode
	if p.ByPhone {
		title = p.text().EnterCodeSMS
	}
	return rd.write(w, sheet{
		look: p.Look, template: "code.html", title: title, problem: p.Problem,
		status: p.Problem.status(), redirectURI: p.RedirectURI, values: values{address: p.Address}, page: p,
	})
}

// A LinkPage stands behind a mailed link.
type LinkPage struct {
	Look
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
		look: p.Look, template: "link.html", title: p.text().SignIn,
		status: http.StatusOK, redirectURI: p.RedirectURI, values: values{p.Client, p.Address}, page: p,
	})
}

// An ErrorPage says what is wrong and what to do. Its texts are the server's
// own; nothing of a request belongs into them (security row SE-08).
type ErrorPage struct {
	Look
	Status    int
	Detail    string // English, for who made the application; names the offending parameter, where there is one
	RequestID string // under which the log tells more; empty: not shown
}

// Error writes an ErrorPage with its Status.
func (rd *Renderer) Error(w http.ResponseWriter, p ErrorPage) error {
	return rd.fail(w, p, notice{Title: p.text().ErrorTitle, Detail: p.Detail, Language: "en", RequestID: p.RequestID})
}

// A notice is what the template of error pages shows.
type notice struct {
	Title     string
	Detail    string
	Language  string // of Detail
	RequestID string
}

func (rd *Renderer) fail(w http.ResponseWriter, p ErrorPage, n notice) error {
	return rd.write(w, sheet{look: p.Look, template: "error.html", title: n.Title, status: p.Status, page: n})
}
