package revocation

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// tokens notes what it is asked to revoke.
type tokens struct {
	revoked string
	err     error
}

func (s *tokens) Revoke(_ context.Context, token, clientID string, _ time.Time) error {
	s.revoked = clientID + " " + token
	return s.err
}

// clients knows everybody who says so.
type clients struct{}

func (clients) Authenticate(_ http.ResponseWriter, _ *http.Request, fields oauth.Params, _ time.Time) (authd.Client, error) {
	if fields["client_id"] == "" {
		return authd.Client{}, oauth.Errorf(oauth.InvalidClient, "Who?").WithStatus(http.StatusUnauthorized)
	}
	return authd.Client{ID: fields["client_id"]}, nil
}

func revoke(t *testing.T, kept *tokens, kind, body string) (*httptest.ResponseRecorder, error) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/oauth/revoke", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h := Handler{Clients: clients{}, Tokens: kept, Now: func() time.Time { return time.Unix(0, 0) }}
	return w, h.Revoke(w, r)
}

const formType = "application/x-www-form-urlencoded"

// ID-12, contract 16: both kinds of body, an unknown hint, and an answer
// without anything in it.
func TestID12_AnEmptyAnswer(t *testing.T) {
	for name, row := range map[string]struct{ kind, body string }{
		"form":            {formType, "client_id=spa&token=t&token_type_hint=refresh_token"},
		"JSON":            {"application/json", `{"client_id":"spa","token":"t","token_type_hint":"refresh_token"}`},
		"an unknown hint": {formType, "client_id=spa&token=t&token_type_hint=saml"},
	} {
		t.Run(name, func(t *testing.T) {
			kept := &tokens{}
			w, err := revoke(t, kept, row.kind, row.body)
			if err != nil || w.Code != http.StatusOK || w.Body.Len() > 0 || w.Header().Get("Content-Type") != "" {
				t.Errorf("%v: %d %q %v", err, w.Code, w.Body, w.Header())
			}
			if kept.revoked != "spa t" {
				t.Errorf("revoked %q", kept.revoked)
			}
		})
	}
}

func TestRevocationErrors(t *testing.T) {
	down := errors.New("the database is down")
	for name, row := range map[string]struct {
		body   string
		err    error
		code   string
		status int
	}{
		"no client": {"token=t", nil, oauth.InvalidClient, 401},
		"no token":  {"client_id=spa", nil, oauth.InvalidRequest, 400},
		// RT-14: what is not certain is not 200.
		"no database": {"client_id=spa&token=t", down, oauth.TemporarilyUnavailable, 503},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := revoke(t, &tokens{err: row.err}, formType, row.body)
			var refused *oauth.Error
			if !errors.As(err, &refused) || refused.Code != row.code || refused.HTTPStatus() != row.status || !errors.Is(err, row.err) && row.err != nil {
				t.Errorf("got %v", err)
			}
			if row.status == 503 && refused.RetryAfter == 0 {
				t.Error("it does not say when to try again")
			}
		})
	}
}
