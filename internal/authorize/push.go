package authorize

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/dpop"
	"authd/internal/oauth"
	"authd/internal/pending"
	"authd/internal/seal"
	"authd/internal/tokens"
	"authd/internal/web"
)

// pushedLifetime is how long a pushed request can be begun with: a browser is
// sent on at once (RFC 9126 §2.2 suggests 5 to 600 seconds).
const pushedLifetime = time.Minute

const (
	pushedPrefix               = "urn:ietf:params:oauth:request_uri:" // RFC 9126 §2.2
	purposePushed seal.Purpose = "pushed request"
)

// Clients finds the client that sends a request. Its errors are *oauth.Error.
type Clients interface {
	Authenticate(w http.ResponseWriter, r *http.Request, fields oauth.Params, now time.Time) (authd.Client, error)
}

// Proofs finds the key that a request proves to have. Its errors are *oauth.Error.
type Proofs interface {
	// Verify returns the key's thumbprint, "" where r brings no proof.
	Verify(r *http.Request, s dpop.Shown, now time.Time) (string, error)
}

// Sealer is what pushed requests need of the key ring.
type Sealer interface {
	Seal(purpose seal.Purpose, plain []byte) string
	Open(purpose seal.Purpose, text string) ([]byte, error)
}

// Spent remembers which pushed requests were answered.
type Spent interface {
	// SpendRequest errs with authd.ErrConflict for all answers but the first.
	SpendRequest(ctx context.Context, id string, expires time.Time) error
}

// A Pushed request waits in its own request_uri: nothing is stored until it is
// answered.
type Pushed struct {
	ID        string       `json:"i"`
	Params    oauth.Params `json:"p"`
	ExpiresAt time.Time    `json:"e"`
}

// Push answers POST /oauth/par (RFC 9126): the client proves who it is, and what it
// asks for is checked as at /authorize, before any browser is sent there.
func (h *Handler) Push(clients Clients, keys Proofs) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		params, err := web.ReadFields(r)
		if err != nil {
			return err
		}
		now := h.now()
		client, err := clients.Authenticate(w, r, params, now)
		if err != nil {
			return err
		}
		key, err := keys.Verify(r, dpop.Shown{}, now)
		if err != nil {
			return err
		}
		uri, err := h.push(r.Context(), pushing{client, params, key}, now)
		if err != nil {
			return err
		}
		web.WriteJSON(w, http.StatusCreated, map[string]any{"request_uri": uri, "expires_in": int(pushedLifetime.Seconds())})
		return nil
	}
}

// bindTo is params with the key of the proof that was sent along, which stands for
// dpop_jkt (RFC 9449 §10.1); key is empty where none was.
func bindTo(key string, params oauth.Params) (oauth.Params, error) {
	switch asked := params["dpop_jkt"]; {
	case key == "":
		return params, nil
	case asked != "" && asked != key:
		return nil, oauth.Errorf(oauth.InvalidDPoPProof, "The DPoP proof is of another key than dpop_jkt names.")
	}
	bound := maps.Clone(params)
	bound["dpop_jkt"] = key
	return bound, nil
}

// A pushing is what a client that is known sends, and the key it proves to have.
type pushing struct {
	client authd.Client
	fields oauth.Params
	key    string // thumbprint; empty: it proves none
}

// push checks a request and seals it.
func (h *Handler) push(ctx context.Context, in pushing, now time.Time) (string, error) {
	if in.fields["request_uri"] != "" {
		return "", oauth.Errorf(oauth.InvalidRequest, "The parameter request_uri cannot be pushed.")
	}
	asked, err := h.opened(ctx, ask{params: unproven(in.client, in.fields), pushing: true}, now)
	if err != nil {
		return "", err
	}
	params, err := bindTo(in.key, asked.params)
	if err != nil {
		return "", err
	}
	p := Pushed{ID: authd.NewAuthorizationID(), Params: params, ExpiresAt: now.Add(pushedLifetime)}
	req, err := h.check(ask{params: p.Params, pushed: p.ID}, Door{})
	if err != nil {
		return "", err
	}
	if _, err := tokens.ResolveIn(h.Directory, in.client, planRequest(req)); err != nil {
		return "", err
	}
	plain, err := json.Marshal(p)
	if err != nil {
		return "", oauth.Internal(err)
	}
	return pushedPrefix + h.Sealer.Seal(purposePushed, plain), nil
}

// proofs are the parameters by which clients prove who they are. They are no part
// of what is asked, and must not travel through a browser, sealed or not.
var proofs = []string{"client_secret", "client_assertion", "client_assertion_type"}

// unproven is what client c asks for, without how it proved who it is.
func unproven(c authd.Client, fields oauth.Params) oauth.Params {
	params := maps.Clone(fields)
	maps.DeleteFunc(params, func(name, _ string) bool { return slices.Contains(proofs, name) })
	params["client_id"] = c.ID
	return params
}

// check reads a request before a person is there to ask. It must be short enough
// to be carried through a login.
func (h *Handler) check(a ask, d Door) (authd.AuthRequest, error) {
	target, err := ParseTarget(h.Directory, a)
	if err != nil {
		return authd.AuthRequest{}, err
	}
	if len(h.Pending.Seal(pending.Pending{Params: a.params, Pushed: a.pushed})) > pending.MaxState {
		return authd.AuthRequest{}, errTooLong
	}
	return parseRequest(target, a, d, h.now())
}

// unfold is the request that a stands for: what was pushed and nothing beside it
// (RFC 9126 §4), where request_uri is one of ours. Its error is for a page: the
// address may be of anybody's making.
func (h *Handler) unfold(a ask, now time.Time) (ask, error) {
	text, ours := strings.CutPrefix(a.params["request_uri"], pushedPrefix)
	if !ours {
		return a, nil
	}
	plain, err := h.Sealer.Open(purposePushed, text)
	var p Pushed
	switch {
	case err != nil || json.Unmarshal(plain, &p) != nil || a.repeatedOf("request_uri", "client_id") != "":
		return a, page("The request_uri is not one that was pushed here.")
	case p.Params["client_id"] != a.params["client_id"]:
		return a, page("The request_uri was pushed by another client than client_id names.")
	case !now.Before(p.ExpiresAt):
		return a, page("The request_uri has expired: it lives %d seconds. Go back to the application and log in again.", int(pushedLifetime.Seconds()))
	}
	return ask{params: p.Params, pushed: p.ID}, nil
}

// spendPushed lets a pushed request be answered with a success once. Until then a
// person may load it again, and go through the login as often as it takes.
func (h *Handler) spendPushed(ctx context.Context, id string, now time.Time) error {
	if id == "" {
		return nil
	}
	err := h.Spent.SpendRequest(ctx, id, now.Add(pushedLifetime+pending.Lifetime))
	if errors.Is(err, authd.ErrConflict) {
		return oauth.Errorf(oauth.InvalidRequestURI, "The request_uri was used before.").WithCause(err)
	}
	return err
}
