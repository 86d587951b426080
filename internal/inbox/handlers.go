package inbox

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"

	"authd/internal/oauth"
	"authd/internal/web"
)

//go:embed assets
var assets embed.FS

var pageTemplate = template.Must(template.ParseFS(assets, "assets/inbox.html"))

// What each document may load. The page runs its own script alone. A mail may
// bring inline styles, as mails do, and nothing that runs; its links open in a
// tab of their own.
const (
	pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	mailPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)

// openElsewhere makes links leave the frame, where they would have no cookies.
// Browsers take a base element wherever it stands.
const openElsewhere = `<base target="_blank">`

// List answers GET /dev/inbox.json with the mails as a JSON array, newest
// first; `to` keeps only those to one address.
func (b *Inbox) List(w http.ResponseWriter, r *http.Request) error {
	web.WriteJSON(w, http.StatusOK, b.list(r.URL.Query().Get("to")))
	return nil
}

// Page answers GET /dev/inbox: the mails with their codes and links. `to` keeps
// only those to one address, `id` opens one mail as its reader would see it.
func (b *Inbox) Page(w http.ResponseWriter, r *http.Request) error {
	to := r.URL.Query().Get("to")
	v := pageView{To: to, Mails: b.list(to)}
	if m, ok := b.find(r.URL.Query().Get("id")); ok {
		v.Open = &m
	}
	var page bytes.Buffer
	if err := pageTemplate.Execute(&page, v); err != nil {
		return fmt.Errorf("inbox page: %w", err)
	}
	w.Header().Set("X-Frame-Options", "DENY")
	return serve(w, pagePolicy, page.Bytes())
}

type pageView struct {
	To    string
	Mails []Mail
	Open  *Mail // nil: none was chosen
}

// Mail answers GET /dev/inbox/mail?id= with one mail's HTML as a document of
// its own, which a frame of the page shows.
func (b *Inbox) Mail(w http.ResponseWriter, r *http.Request) error {
	m, ok := b.find(r.URL.Query().Get("id"))
	if !ok {
		return oauth.Errorf(oauth.InvalidRequest, "This mail is not in the inbox: it keeps the last %d, and none over a restart.", capacity).
			WithStatus(http.StatusNotFound)
	}
	return serve(w, mailPolicy, []byte(m.HTML+openElsewhere))
}

func serve(w http.ResponseWriter, policy string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", "text/html;charset=UTF-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // a mail's link leads elsewhere
	web.NoStore(h)
	w.Write(body) //nolint:errcheck // the browser is gone; there is nobody to tell
	return nil
}

// Style answers GET /dev/inbox.css.
func (b *Inbox) Style(w http.ResponseWriter, r *http.Request) error {
	http.ServeFileFS(w, r, assets, "assets/inbox.css")
	return nil
}

// Script answers GET /dev/inbox.js, which reloads the page when mail comes.
func (b *Inbox) Script(w http.ResponseWriter, r *http.Request) error {
	http.ServeFileFS(w, r, assets, "assets/inbox.js")
	return nil
}
