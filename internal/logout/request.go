package logout

import (
	"slices"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// A request is one wish to log out, checked. The exported part outlives the
// question to the person.
type request struct {
	ClientID    string `json:"c,omitempty"`
	RedirectURI string `json:"r,omitempty"` // on the list; empty: none
	State       string `json:"s,omitempty"`
	UILocales   string `json:"l,omitempty"`

	hint  tokens.Hint // zero: no ID token of ours was shown
	sid   string      // logout_hint; empty: none
	reach reach       // what the person chose
}

// parse checks what does not depend on the session. A hint that cannot be
// checked counts as none: it may be ours and its key long gone, and the person
// is asked then anyway (LO-03).
func (h *Handler) parse(p oauth.Params) (request, error) {
	hint, err := h.Hints.OpenHint(p["id_token_hint"])
	unusable := p["id_token_hint"] != "" && err != nil
	id := p["client_id"]
	switch {
	case id == "":
		id = hint.ClientID
	case hint.ClientID != "" && hint.ClientID != id:
		return request{}, refuse("The parameters id_token_hint and client_id do not agree: the ID token was issued to another client.")
	}
	client, err := h.client(id)
	if err != nil {
		return request{}, err
	}
	uri := p["post_logout_redirect_uri"]
	if err := h.checkRedirect(client, uri); err != nil {
		if unusable && client == nil {
			return request{}, refuse("The id_token_hint of this request is not an ID token of this server, or too old to be checked. Send client_id too, so that post_logout_redirect_uri can be looked up.")
		}
		return request{}, err
	}
	return request{ClientID: id, RedirectURI: uri, State: p["state"], UILocales: p["ui_locales"], hint: hint, sid: p["logout_hint"]}, nil
}

// checkRedirect compares uri byte for byte (RP-Initiated Logout §3).
func (h *Handler) checkRedirect(c *authd.Client, uri string) error {
	if uri != "" && !slices.Contains(h.allowed(c), uri) {
		return refuse("The post_logout_redirect_uri of this request is not in the list %s.", setting(c))
	}
	return nil
}
