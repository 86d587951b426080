package doctor

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/session"
	"authd/internal/web"
)

// Path is where the page is.
const Path = "/dev/doctor"

//go:embed assets
var assets embed.FS

var pageTemplate = template.Must(template.ParseFS(assets, "assets/doctor.html"))

// A Handler serves the page. It is for a developer's own machine: whoever sees
// the page reads the clients' settings.
type Handler struct {
	Directory authd.Directory
	Sessions  *session.Sessions
	Now       func() time.Time
}

// sheet is what the page shows. Problem is what kept it from looking.
type sheet struct {
	Clients  []string
	ClientID string
	Origin   string
	Problem  string
	Findings []Finding
	Probe    string
}

// Page answers GET /dev/doctor?client_id&origin.
func (h *Handler) Page(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	s := sheet{Clients: slices.Sorted(maps.Keys(h.Directory.Clients)), ClientID: q.Get("client_id"), Origin: q.Get("origin")}
	if s.ClientID == "" && len(s.Clients) > 0 {
		s.ClientID = s.Clients[0]
	}
	client, known := h.Directory.Clients[s.ClientID]
	if s.Origin == "" && len(client.WebOrigins) > 0 {
		s.Origin = client.WebOrigins[0]
	}
	switch {
	case !known:
		s.Problem = "No client has this client_id. The configuration has: " + strings.Join(s.Clients, ", ") + "."
	case !isOrigin(s.Origin):
		s.Problem = "Write the origin of the application's page as location.origin shows it there, for example https://localhost:3000."
	default:
		found, err := h.Sessions.Current(w, r, authd.AuthRequest{}, h.Now())
		if err != nil {
			return err
		}
		s.Findings = Examine(Case{h.Directory, client, s.Origin, h.Sessions.Cookie(r), found})
		s.Probe = probe(h.Directory.Tenant.Issuer, client.ID, s.Origin)
	}
	return h.write(w, s)
}

func (h *Handler) write(w http.ResponseWriter, s sheet) error {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, s); err != nil {
		return fmt.Errorf("doctor page: %w", err)
	}
	header := w.Header()
	web.NoStore(header)
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	header.Set("X-Frame-Options", "DENY")
	_, err := w.Write(b.Bytes())
	return err
}

// Style answers GET /dev/doctor.css.
func (h *Handler) Style(w http.ResponseWriter, r *http.Request) error {
	http.ServeFileFS(w, r, assets, "assets/doctor.css")
	return nil
}

func isOrigin(raw string) bool {
	u := parse(raw)
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && raw == u.Scheme+"://"+strings.ToLower(u.Host)
}

// probe is a line for the console of the application's page: the same request an
// SDK would make, with the answer shown whole.
func probe(issuer, clientID, origin string) string {
	query := url.Values{
		"client_id": {clientID}, "response_type": {"token"}, "response_mode": {"web_message"},
		"prompt": {"none"}, "scope": {"openid"}, "redirect_uri": {origin},
	}
	return fmt.Sprintf(`addEventListener("message", (e) => e.origin === %q && console.log(e.data.response)); document.body.append(Object.assign(document.createElement("iframe"), { hidden: true, src: %q }))`,
		strings.TrimSuffix(issuer, "/"), issuer+"authorize?"+query.Encode())
}
