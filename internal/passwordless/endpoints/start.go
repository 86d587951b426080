package endpoints

import (
	"errors"
	"maps"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/locale"
	"authd/internal/oauth"
	"authd/internal/passwordless"
	"authd/internal/web"
)

// A Handler answers Auth0's JSON endpoints. Every field is needed.
type Handler struct {
	Service *passwordless.Service
	Now     func() time.Time
	// Authenticate is how clients that are not public prove who they are, by the
	// fields of the body or by the header, as at /oauth/token. It limits guesses.
	Authenticate func(w http.ResponseWriter, r *http.Request, fields oauth.Params, now time.Time) (authd.Client, error)
	// CheckParams says what is wrong with the authorization request a link is
	// to go on with, preferably as an *oauth.Error.
	CheckParams func(params oauth.Params) error
	// SealParams makes it the Pending of a challenge. It is checked again
	// when the link is opened.
	SealParams func(params oauth.Params, now time.Time) string
}

// Start answers POST /passwordless/start: it sends a code, or a link and a code.
func (h *Handler) Start(w http.ResponseWriter, r *http.Request) error {
	b, err := readBody(r)
	if err != nil {
		return err
	}
	now := h.Now()
	if err := h.authenticate(w, r, b, now); err != nil {
		return err
	}
	in, err := h.readStart(r, b, now)
	if err != nil {
		return err
	}
	if err := h.Service.Start(r.Context(), in, now); err != nil {
		return err
	}
	to, err := h.Service.Recipient(in.Connection, in.Address)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, h.started(in.Connection, to))
	return nil
}

// readStart reads b in the order in which Auth0 finds fault, once the client is known.
func (h *Handler) readStart(r *http.Request, b body, now time.Time) (passwordless.Start, error) {
	in := passwordless.Start{
		ClientID: b.fields["client_id"], Connection: b.fields["connection"], Address: h.address(b.fields),
		Language: locale.Of(b.authParams["ui_locales"], r.Header), IP: web.ClientIP(r.Context()), Send: passwordless.Send(b.fields["send"]),
	}
	if h.byPhone(in.Connection) {
		return in, nil // always a code: auth0.js 6 does not even send it
	}
	switch in.Send {
	case passwordless.SendCode:
		return in, nil
	case passwordless.SendLink, "":
		var err error
		in.Pending, err = h.sealParams(b, in.Language, now)
		return in, err
	}
	return passwordless.Start{}, oauth.Errorf(passwordless.BadSend, "send must be link or code.")
}

// authenticate lets public clients pass and wants of the others what is registered
// for them (security row CA-03).
func (h *Handler) authenticate(w http.ResponseWriter, r *http.Request, b body, now time.Time) error {
	client, err := h.Service.Client(b.fields["client_id"])
	if err != nil || client.Public() {
		return err
	}
	_, err = h.Authenticate(w, r, b.fields, now)
	return err
}

// sealParams checks the authorization request of a link now, while there is
// still someone to tell, and seals it. Auth0 answers such a link with a token
// where authParams do not say otherwise. The page behind the link speaks as its mail
// does.
func (h *Handler) sealParams(b body, wanted locale.Wanted, now time.Time) (string, error) {
	params := maps.Clone(b.authParams)
	if params["ui_locales"] == "" && wanted != "" {
		params["ui_locales"] = wanted.UILocales()
	}
	params["client_id"] = b.fields["client_id"]
	if params["response_type"] == "" {
		params["response_type"] = oauth.Token.String()
	}
	if err := h.CheckParams(params); err != nil {
		return "", badAuthParams(err)
	}
	return h.SealParams(params, now), nil
}

// badAuthParams keeps the words of an *oauth.Error, which are for clients.
func badAuthParams(err error) error {
	var wrong *oauth.Error
	if !errors.As(err, &wrong) {
		return err
	}
	return oauth.Errorf(passwordless.BadAuthParams, "error in authParams - %s", wrong.Description).WithCause(err)
}
