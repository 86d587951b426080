package authorize

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"html"
	"html/template"
	"net/http"
)

//go:embed templates/*.html
var files embed.FS

var documents = template.Must(template.ParseFS(files, "templates/*.html"))

// document is what the templates are filled with.
type document struct {
	Nonce   string
	Action  template.HTMLAttr // form_post; the whole attribute, since as a URL it would be rewritten (' becomes %27)
	Fields  map[string]string // form_post
	Origin  string            // web_message
	Message any               // web_message, owp
	Origins []string          // owp
}

// writeFormPost answers with a form that posts itself to the redirect_uri
// (OAuth 2.0 Form Post Response Mode §2).
func writeFormPost(w http.ResponseWriter, t Target, members []member) error {
	fields := make(map[string]string, len(members))
	for _, m := range members {
		fields[m.name] = m.text()
	}
	//nolint:gosec // G203: one of the client's registered callbacks, and escaped
	d := document{Nonce: rand.Text(), Action: template.HTMLAttr(`action="` + html.EscapeString(t.RedirectURI) + `"`), Fields: fields}
	w.Header().Set("X-Frame-Options", "DENY")
	return write(w, "form_post.html", d, fmt.Sprintf("form-action %s; frame-ancestors 'none'", origin(t.RedirectURI)))
}

// writeWebMessage answers with a document that posts the response to the window
// that framed or opened it, if that window belongs to the redirect_uri's origin
// (draft-sakimura-oauth-wmrm §3). SDKs do not check who sent a message, so the
// target origin is the only protection there is.
func writeWebMessage(w http.ResponseWriter, t Target, members []member) error {
	response := make(map[string]any, len(members))
	for _, m := range members {
		response[m.name] = m.value
	}
	to := origin(t.RedirectURI)
	d := document{Nonce: rand.Text(), Origin: to, Message: map[string]any{"type": "authorization_response", "response": response}}
	return write(w, "web_message.html", d, "frame-ancestors "+to)
}

func write(w http.ResponseWriter, name string, d document, policy string) error {
	var b bytes.Buffer
	if err := documents.ExecuteTemplate(&b, name, d); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; base-uri 'none'; script-src 'nonce-%s'; %s", d.Nonce, policy))
	_, err := w.Write(b.Bytes())
	return err
}
