package crossorigin

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"authd/internal/authd"
	"authd/internal/seal"
	"authd/internal/web"
)

//go:embed templates/verification.html
var verificationText string

var verification = template.Must(template.New("verification.html").Parse(verificationText))

// Verified asks for the verifier before next sees a ticket that came without its
// cookie, where the client has a page to ask (cross_origin_loc). The page that
// does so shows nothing and comes back with co_verifier and co_check.
func (h *Handler) Verified(next web.HandlerFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		query := r.URL.Query()
		if query.Get("login_ticket") == "" || query.Get("co_verifier") != "" || h.cookie(r) != "" {
			return next(w, r)
		}
		ticket, err := h.Tickets.Ticket(r.Context(), h.Hash(purposeTicket, query.Get("login_ticket")), h.Now())
		if err != nil && !errors.Is(err, authd.ErrNotFound) {
			return err
		}
		client := h.Directory.Clients[ticket.ClientID]
		if client.CrossOriginLoc == "" {
			return next(w, r)
		}
		return h.writeVerification(w, client, ticket)
	}
}

const purposeCheck seal.Purpose = "login ticket check"

// check is what only the page shown with cookie value can know: it comes back
// with the verifier and proves that this browser was asked for it.
func (h *Handler) check(value string, t authd.LoginTicket) string {
	return base64.RawURLEncoding.EncodeToString(h.Hash(purposeCheck, value+t.ID))
}

// asked reports whether check is what the page of this browser was given.
func (h *Handler) asked(r *http.Request, t authd.LoginTicket, check string) bool {
	cookies := r.CookiesNamed(h.checkName())
	return len(cookies) == 1 && subtle.ConstantTimeCompare([]byte(check), []byte(h.check(cookies[0].Value, t))) == 1
}

// writeVerification writes the page for a client. It may be framed, for a silent
// login is a frame, but by the client's own pages alone (security row WM-04).
func (h *Handler) writeVerification(w http.ResponseWriter, client authd.Client, t authd.LoginTicket) error {
	value := seal.Token()
	http.SetCookie(w, h.newCookie(h.checkName(), value))
	page := struct{ Nonce, Page, Origin, ID, Check string }{
		rand.Text(), client.CrossOriginLoc, origin(client.CrossOriginLoc), t.ID, h.check(value, t),
	}
	var b bytes.Buffer
	if err := verification.Execute(&b, page); err != nil {
		return fmt.Errorf("render the verification page: %w", err)
	}
	web.NoStore(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'nonce-%s'; frame-src %s; frame-ancestors %s",
		page.Nonce, page.Origin, strings.Join(client.WebOrigins, " ")))
	_, err := w.Write(b.Bytes())
	return err
}
