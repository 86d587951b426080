package grants

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/dpop"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/tokens"
	"authd/internal/web"
)

// Clients finds the client that sends a request. Its errors are *oauth.Error.
type Clients interface {
	Authenticate(w http.ResponseWriter, r *http.Request, fields oauth.Params, now time.Time) (authd.Client, error)
}

// Codes remembers which codes were used and what was revoked.
type Codes interface {
	// SpendCode errs with authd.ErrConflict for all users of a code but the first.
	SpendCode(ctx context.Context, id string, expires time.Time) error
	RevokeAuthorization(ctx context.Context, r authd.Revocation) error
}

// Audit keeps the audit log.
type Audit interface {
	Note(ctx context.Context, e authd.Event) error
}

// Users finds a person by id; authd.ErrNotFound when there is none.
type Users interface {
	User(ctx context.Context, id string) (authd.User, error)
}

// Proofs finds the key that a request proves to have. Its errors are *oauth.Error.
type Proofs interface {
	// Verify returns the key's thumbprint, "" where r brings no proof.
	Verify(r *http.Request, s dpop.Shown, now time.Time) (string, error)
}

// Handler serves /oauth/token. All fields are required.
type Handler struct {
	Directory authd.Directory
	Clients   Clients
	Proofs    Proofs
	Issuer    *tokens.Issuer
	Keeper    authcode.Keeper
	Codes     Codes
	Refresh   *refresh.Tokens
	Users     Users
	Consents  Consents
	// OneTimeCodes are those asked for at /passwordless/start.
	OneTimeCodes OneTimeCodes
	Devices      Devices
	Audit        Audit
	// AccessLifetime is the longest an access token lives: so long is a revoked
	// authorization remembered.
	AccessLifetime time.Duration
	Now            func() time.Time
	Log            *slog.Logger
}

// An exchange is one request of a client that is known and may use the grant.
type exchange struct {
	client authd.Client
	grant  oauth.GrantType
	fields oauth.Params
	ip     netip.Addr
	now    time.Time
	key    string // thumbprint of the key the request proves to have; empty: none
}

// Token answers POST /oauth/token.
func (h *Handler) Token(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST, OPTIONS")
		return oauth.Errorf(oauth.InvalidRequest, "The token endpoint takes POST alone.").WithStatus(http.StatusMethodNotAllowed)
	}
	fields, err := web.ReadFields(r)
	if err != nil {
		return err
	}
	now := h.Now().Truncate(time.Millisecond)
	client, err := h.Clients.Authenticate(w, r, fields, now)
	if err != nil {
		return err
	}
	x := exchange{client: client, grant: oauth.GrantType(fields["grant_type"]), fields: fields, ip: web.ClientIP(r.Context()), now: now}
	redeem, err := h.choose(x)
	if err != nil {
		return err
	}
	if x.key, err = h.prove(r, x); err != nil {
		return err
	}
	earned, err := redeem(r.Context(), x)
	if err != nil {
		return err
	}
	return h.issue(w, r, x, earned)
}

// A redeemer decides about one grant. It is called once the client is known.
type redeemer = func(ctx context.Context, x exchange) (earned, error)

// choose finds the grant that is asked for, if the client may use it.
func (h *Handler) choose(x exchange) (redeemer, error) {
	redeem, known := map[oauth.GrantType]redeemer{
		oauth.GrantAuthorizationCode: h.code,
		oauth.GrantRefreshToken:      h.refresh,
		oauth.GrantClientCredentials: h.clientCredentials,
		oauth.GrantPasswordlessOTP:   h.passwordless,
		oauth.GrantDeviceCode:        h.device,
	}[x.grant]
	switch {
	case x.grant == "":
		return nil, missing("grant_type")
	case !known:
		return nil, oauth.Errorf(oauth.UnsupportedGrantType, "The grant_type of this request is not supported.")
	}
	return redeem, allowed(x)
}

// allowed errs where the client may not use the grant.
func allowed(x exchange) error {
	if !x.client.Allows(x.grant) {
		return oauth.Errorf(oauth.UnauthorizedClient, "Grant type '%s' not allowed for the client.", x.grant).WithStatus(http.StatusForbidden)
	}
	return nil
}

func missing(parameter string) error {
	return oauth.Errorf(oauth.InvalidRequest, "The parameter %s is missing.", parameter)
}
