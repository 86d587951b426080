package login

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/device"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/passwordless"
	"authd/internal/pending"
	"authd/internal/seal"
	"authd/internal/session"
	"authd/internal/store"
	"authd/internal/throttle"
	"authd/internal/web"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// ring seals and hashes with one key.
type ring []byte

func (k ring) Seal(p seal.Purpose, plain []byte) string         { return seal.Seal(k, p, plain) }
func (k ring) Open(p seal.Purpose, text string) ([]byte, error) { return seal.Open(k, p, text) }
func (k ring) Hash(p seal.Purpose, secret string) []byte        { return seal.Hash(k, p, secret) }

// postbox is a Composer that keeps what it composes.
type postbox struct{ mails []authd.LoginMessage }

func (b *postbox) Compose(m authd.LoginMessage, id string, expires time.Time) (authd.Mail, error) {
	b.mails = append(b.mails, m)
	return authd.Mail{ID: id, Body: "sealed", ExpiresAt: expires}, nil
}

// site is the hosted login with the true services behind it, on a clock that
// the test moves.
type site struct {
	t        *testing.T
	now      time.Time
	post     *postbox
	service  *passwordless.Service
	handler  *Handler
	sessions *session.Sessions
	routes   http.Handler
}

func newSite(t *testing.T) *site {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s, keys := &site{t: t, now: start, post: &postbox{}}, ring(seal.NewKey())
	s.service = &passwordless.Service{
		Directory: directory(), Limits: authd.Limits{CodeTries: 3}, Limiter: &throttle.Limiter{Counters: db, Hasher: keys},
		Store: db, Links: db, Users: db, Mail: s.post, Ring: keys, Wake: func() {}, SMSCountries: []string{"DE"},
		CountSMS: func(passwordless.SMSStep, string) {},
		Count:    func(passwordless.Step, string) {},
	}
	s.sessions = &session.Sessions{Store: db, Hash: keys.Hash, Lifetime: 168 * time.Hour, IdleLifetime: 72 * time.Hour, Secure: true}
	s.handler = &Handler{
		Directory: directory(), Pending: pending.Keeper{Sealer: keys, Secure: true}, Passwordless: s.service, Recipient: s.service.Recipient,
		Devices:  device.Keeper{Hash: keys.Hash, Secure: true},
		Sessions: s.sessions, Pages: &pages.Renderer{}, Now: func() time.Time { return s.now },
	}
	s.routes = routes(s.handler)
	return s
}

func directory() authd.Directory {
	return authd.Directory{
		Tenant: authd.Tenant{Issuer: "https://id.example.com/"},
		Clients: map[string]authd.Client{
			"spa":    {ID: "spa", Name: "Playground", Connections: []string{"email", "staff", "sms"}},
			"mobile": {ID: "mobile", Connections: []string{"email"}},
		},
		Connections: map[string]authd.Connection{
			"sms":   {Name: "sms", Strategy: "sms", CodeLength: 6, CodeLifetime: 10 * time.Minute},
			"email": {Name: "email", Strategy: "email", CodeLength: 6, CodeLifetime: 10 * time.Minute},
			"staff": {Name: "staff", Strategy: "email", CodeLength: 6, CodeLifetime: 10 * time.Minute, DisableSignup: true},
		},
	}
}

func routes(h *Handler) http.Handler {
	edge := web.Edge{
		Log: slog.New(slog.DiscardHandler),
		ErrorPage: func(w http.ResponseWriter, _ *http.Request, err *oauth.Error) {
			http.Error(w, err.Error(), err.HTTPStatus())
		},
	}
	mux := http.NewServeMux()
	mux.Handle("GET /u/login", edge.Page(h.ShowLogin))
	mux.Handle("POST /u/login", edge.Page(h.TakeAddress))
	mux.Handle("GET /u/code", edge.Page(h.ShowCode))
	mux.Handle("POST /u/code", edge.Page(h.TakeCode))
	mux.Handle("GET /passwordless/link", edge.Page(h.ShowLink))
	mux.Handle("POST /passwordless/link", edge.Page(h.UseLink))
	return mux
}

// browser keeps cookies.
type browser struct {
	site    *site
	cookies map[string]string
}

func (s *site) browser() *browser { return &browser{s, map[string]string{}} }

// begin does what /authorize does with a request that needs a login, and returns
// the address of the login page.
func (b *browser) begin(params oauth.Params) string {
	w := httptest.NewRecorder()
	p := b.site.handler.Pending.Begin(w, b.request(http.MethodGet, "/authorize", nil), params, b.site.now)
	b.keep(w)
	return to("/u/login", b.site.handler.Pending.Seal(p))
}

func (b *browser) get(address string) *httptest.ResponseRecorder {
	return b.send(b.request(http.MethodGet, address, nil))
}

// submit posts a form given as name=value pairs.
func (b *browser) submit(address string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		form.Set(name, value)
	}
	return b.send(b.request(http.MethodPost, address, strings.NewReader(form.Encode())))
}

func (b *browser) request(method, address string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, address, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.site.routes.ServeHTTP(w, r)
	b.keep(w)
	return w
}

func (b *browser) keep(w *httptest.ResponseRecorder) {
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c.Value
	}
}

// session is who the browser is logged in as, "" for nobody.
func (b *browser) session() string { return b.user().Email }

// user is the person the browser is logged in as, the zero one for nobody.
func (b *browser) user() authd.User {
	b.site.t.Helper()
	found, err := b.site.sessions.Current(httptest.NewRecorder(), b.request(http.MethodGet, "/", nil), authd.AuthRequest{}, b.site.now)
	if err != nil {
		b.site.t.Fatal(err)
	}
	if found == nil {
		return authd.User{}
	}
	return found.User
}

// resumed opens the state of a redirect to /authorize/resume in this browser.
func (b *browser) resumed(w *httptest.ResponseRecorder) pending.Pending {
	b.site.t.Helper()
	state, found := strings.CutPrefix(moved(b.site.t, w), "/authorize/resume?state=")
	if !found {
		b.site.t.Fatalf("it leads to %s", w.Header().Get("Location"))
	}
	p, err := b.site.handler.Pending.Open(b.request(http.MethodGet, "/", nil), state, b.site.now)
	if err != nil {
		b.site.t.Fatal(err)
	}
	return p
}

// askedFor goes through the login page and returns the address of the code page.
func (b *browser) askedFor(login, email string) string {
	b.site.t.Helper()
	return moved(b.site.t, b.submit(login, "email="+email))
}

// lastMail is the newest mail.
func (s *site) lastMail() authd.LoginMessage {
	s.t.Helper()
	if len(s.post.mails) == 0 {
		s.t.Fatal("no mail was composed")
	}
	return s.post.mails[len(s.post.mails)-1]
}

// lastLink is the path and query of the newest mail's link.
func (s *site) lastLink() string {
	s.t.Helper()
	path, found := strings.CutPrefix(s.lastMail().Link, "https://id.example.com")
	if !found {
		s.t.Fatalf("the link is %q", s.lastMail().Link)
	}
	return path
}

// moved is where a redirect leads. SE-09: that is always a page of this server.
func moved(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/u/") && !strings.HasPrefix(to, "/authorize/resume?") {
		t.Fatalf("the answer is %d to %q: %s", w.Code, to, w.Body)
	}
	if !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
		t.Errorf("caches may keep the redirect to %s", to)
	}
	return to
}

// says fails unless the answer has the status and every text.
func says(t *testing.T, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("the status is %d, want %d", w.Code, status)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("the page lacks %q:\n%s", text, w.Body)
		}
	}
}

// wrongCode is a code that is not right.
func wrongCode(right string) string {
	if right[0] == '0' {
		return "1" + right[1:]
	}
	return "0" + right[1:]
}
