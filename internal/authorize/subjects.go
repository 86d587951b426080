package authorize

import (
	"slices"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// people are the user ids behind subs that the claims parameter names. One that
// this client was never given is nobody's, and nobody can log in as the empty id.
func (h *Handler) people(c authd.Client, subs []string) []string {
	ids := slices.Clone(subs)
	for n, sub := range subs {
		ids[n], _ = h.Issuer.Person(c.ID, sub) // "" where it errs
	}
	return ids
}

// readHint notes whom id_token_hint is about: an ID token of ours, of this client,
// expired or not (OIDC Core §3.1.2.1).
func (h *Handler) readHint(req *authd.AuthRequest, c authd.Client, token string) error {
	if token == "" {
		return nil
	}
	hint, err := h.Issuer.OpenHint(token)
	switch {
	case err != nil || hint.ClientID != c.ID:
		return oauth.Errorf(oauth.InvalidRequest, "The id_token_hint is not an ID token of this client, or too old to be checked: leave it out.").WithCause(err)
	case req.Subjects != nil && !slices.Contains(req.Subjects, hint.UserID):
		return oauth.Errorf(oauth.InvalidRequest, "id_token_hint and the claims parameter name two different people.")
	}
	req.Subjects = []string{hint.UserID}
	return nil
}
