package logout

import (
	"context"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/seal"
	"authd/internal/session"
	"authd/internal/tokens"
	"authd/internal/web"
)

// Hints reads ID tokens that clients show again.
type Hints interface {
	OpenHint(token string) (tokens.Hint, error)
}

// RefreshTokens ends those begun in a session, or in all sessions of a person
// that have not ended.
type RefreshTokens interface {
	RevokeSession(ctx context.Context, sid string) error
	RevokeSessionsOf(ctx context.Context, userID string) error
}

// OtherSessions ends all sessions of a person and returns what their clients are
// to be told.
type OtherSessions interface {
	EndSessionsOf(ctx context.Context, userID string, now time.Time) ([]authd.LogoutNotice, error)
}

// A Notifier tells clients, within two seconds, and returns the ids of those that
// did not answer. It goes on trying these.
type Notifier interface {
	Tell(ctx context.Context, notices []authd.LogoutNotice) []string
}

// Sealer keeps what the person is asked about in the address of the question.
type Sealer interface {
	Seal(purpose seal.Purpose, plain []byte) string
	Open(purpose seal.Purpose, text string) ([]byte, error)
}

// Handler serves the logout endpoints. All fields but RefreshTokens are required.
type Handler struct {
	Directory     authd.Directory
	Sessions      *session.Sessions
	OtherSessions OtherSessions
	Notifier      Notifier
	Hints         Hints
	RefreshTokens RefreshTokens // nil: they outlive the session
	Sealer        Sealer
	Pages         *pages.Renderer
	Now           func() time.Time
}

// current is the session r comes with, nil for none.
func (h *Handler) current(w http.ResponseWriter, r *http.Request) (*authd.Session, error) {
	return h.Sessions.Current(w, r, authd.AuthRequest{}, h.Now())
}

// allowed is the list of places the logout may lead to: the client's own, or the
// tenant's where no client is named.
func (h *Handler) allowed(c *authd.Client) []string {
	if c == nil {
		return h.Directory.Tenant.AllowedLogoutURLs
	}
	return c.AllowedLogoutURLs
}

// setting is where the list of allowed stands in the configuration.
func setting(c *authd.Client) string {
	if c == nil {
		return "tenant.allowed_logout_urls"
	}
	return "allowed_logout_urls of client " + c.ID
}

// client is the configured client of that id, nil when none is named.
func (h *Handler) client(id string) (*authd.Client, error) {
	if id == "" {
		return nil, nil
	}
	c, known := h.Directory.Clients[id]
	if !known {
		return nil, refuse("Unknown client: the client_id of this request is not in the configuration.")
	}
	return &c, nil
}

// refuse is an error for the person in front of the browser.
func refuse(format string, args ...any) error {
	return oauth.Errorf(oauth.InvalidRequest, format, args...)
}

// redirect sets Location by hand: http.Redirect would clean the path of an
// address that was compared as it is. 303 makes the browser fetch it with GET
// whatever came before.
func redirect(w http.ResponseWriter, status int, location string) {
	web.NoStore(w.Header())
	w.Header().Set("Location", location)
	w.WriteHeader(status)
}
