package playground

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"authd/internal/oauth"
	"authd/internal/web"
)

//go:embed site
var embedded embed.FS

// Options say which server the playground talks to and what can be tried there.
type Options struct {
	Issuer       string        // the server's issuer, ends in "/"
	ClientID     string        // the client chosen at first, which may be tried here
	Clients      []Client      // in the order in which they are offered
	APIs         []API         // in the order in which they are offered
	CodeLifetime time.Duration // of authorization codes
	Inbox        string        // address of the page that shows the server's mails; empty: there is none
	Doctor       string        // address of the page that says why silent renewal fails; empty: there is none
	Explanations string        // address of the page that explains questions; empty: there is none

	// Explain answers /api/explain. The query holds client_id, audience, scope,
	// response_type or grant_type, and expires_in. What it returns must be writable
	// as JSON; its error is shown to the person who asked.
	Explain func(query url.Values) (any, error)
	// Clock answers /api/clock: GET with the server's time, POST by moving it. Nil:
	// the time cannot be moved.
	Clock http.Handler
}

// New returns the playground: its page at / and /callback, what the page needs
// under /assets/, /config.json, /api/explain and, with a clock, /api/clock.
func New(o Options) http.Handler {
	site, err := fs.Sub(embedded, "site")
	if err != nil {
		panic(err) // only if the embedded folder had another name
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", page(site))
	mux.HandleFunc("GET /callback", page(site))
	mux.HandleFunc("POST /callback", posted)
	mux.Handle("GET /assets/", http.FileServerFS(site))
	mux.HandleFunc("GET /config.json", o.config)
	mux.HandleFunc("GET /api/explain", o.explain)
	if o.Clock != nil {
		mux.Handle("/api/clock", o.Clock)
	}
	return withHeaders(o.policy(), mux)
}

// page serves the one document the application has. The fragment with the tokens
// never reaches the server (RFC 3986 §3.5), so /callback needs no other.
func page(site fs.FS) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, site, "index.html") }
}

// posted takes an answer of response_mode=form_post and hands it on in a fragment,
// as all other answers come, because a script never sees what was posted. The
// member response_mode tells the page what happened.
func posted(w http.ResponseWriter, r *http.Request) {
	fields, err := web.ReadParams(r)
	if err != nil {
		web.WriteError(w, readable(err))
		return
	}
	answer := url.Values{"response_mode": {"form_post"}}
	for name, value := range fields {
		answer.Set(name, value)
	}
	http.Redirect(w, r, "/callback#"+answer.Encode(), http.StatusSeeOther)
}

func (o Options) explain(w http.ResponseWriter, r *http.Request) {
	answer, err := o.Explain(r.URL.Query())
	if err != nil {
		web.WriteError(w, readable(err))
		return
	}
	web.WriteJSON(w, http.StatusOK, answer)
}

// readable keeps the words of err. The playground runs on the developer's own
// machine, so nothing in an explanation is a secret from its reader.
func readable(err error) *oauth.Error {
	var known *oauth.Error
	if errors.As(err, &known) {
		return known
	}
	return oauth.Errorf(oauth.InvalidRequest, "%s", err)
}

// policy lets the page run its own scripts, call the server and frame it for
// silent renewal, and nothing else. Trusted types make a script that would parse
// text as HTML fail, so nothing in a token or an answer can become markup.
func (o Options) policy() string {
	server := strings.TrimSuffix(o.Issuer, "/")
	if u, err := url.Parse(o.Issuer); err == nil {
		server = u.Scheme + "://" + u.Host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' " + server +
		"; frame-src " + server + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
}

func withHeaders(policy string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		next.ServeHTTP(w, r)
	})
}
