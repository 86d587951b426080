package authorize

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// parseRequest reads what is asked of a target. createdAt is when the request
// first reached the server. Its *oauth.Error may be sent to the target.
func parseRequest(t Target, a ask, d Door, createdAt time.Time) (authd.AuthRequest, error) {
	if len(a.repeated) > 0 {
		return authd.AuthRequest{}, oauth.Repeated(a.repeated[0])
	}
	req := authd.AuthRequest{
		ClientID: t.Client.ID, RedirectURI: t.RedirectURI, ResponseMode: t.Mode,
		State: a.params["state"], Nonce: a.params["nonce"], Scope: oauth.ParseScope(a.params["scope"]), Audience: a.params["audience"], Resource: a.params["resource"],
		LoginHint: a.params["login_hint"], Connection: a.params["connection"], CreatedAt: createdAt, Params: a.params,
	}
	if t.Client.RequirePushed && a.pushed == "" {
		return authd.AuthRequest{}, oauth.Errorf(oauth.InvalidRequest, "This client must push its requests to /oauth/par first: clients[%s].require_pushed_authorization_requests is true.", t.Client.ID)
	}
	for _, read := range readers {
		if err := read(&req, t.Client, a.params); err != nil {
			return authd.AuthRequest{}, err
		}
	}
	if req.ResponseType.Has(oauth.IDToken) && req.Nonce == "" && !d.NonceOptional {
		return authd.AuthRequest{}, oauth.Errorf(oauth.InvalidRequest, "The parameter nonce is missing: response_type asks for an id_token.")
	}
	return req, nil
}

// readers check one parameter each, in the order in which errors matter.
var readers = []func(*authd.AuthRequest, authd.Client, oauth.Params) error{
	refuseObjects, readResponseType, readResponseMode, readPrompt, readMaxAge, readLifetime, readConnection, readChallenge, readKey, readClaims,
}

// refuseObjects answers parameters whose neglect would change the meaning of a
// request (OIDC Core §6.1, §6.2 and §7.2.1). A request object that is opened is
// none any more; where none is opened, as for a mailed link, it is refused.
func refuseObjects(_ *authd.AuthRequest, _ authd.Client, p oauth.Params) error {
	for _, object := range []struct{ name, code string }{
		{"request", oauth.RequestNotSupported}, {"request_uri", oauth.RequestURINotSupported}, {"registration", oauth.RegistrationUnsupported},
	} {
		if p[object.name] != "" {
			return oauth.Errorf(object.code, "The parameter %s is not supported.", object.name)
		}
	}
	return nil
}

func readResponseType(req *authd.AuthRequest, c authd.Client, p oauth.Params) error {
	responseType, ok := oauth.ParseResponseType(p["response_type"])
	switch {
	case p["response_type"] == "":
		return oauth.Errorf(oauth.InvalidRequest, "The parameter response_type is missing.")
	case !ok:
		return oauth.Errorf(oauth.UnsupportedResponseType, "response_type must be made of code, token and id_token.")
	}
	for _, grant := range responseType.Grants() {
		if !c.Allows(grant) {
			return oauth.Errorf(oauth.UnauthorizedClient, "Grant type '%s' not allowed for the client.", grant)
		}
	}
	if !c.AllowsResponse(responseType) {
		return oauth.Errorf(oauth.UnauthorizedClient, "Response type '%s' not allowed for the client.", responseType)
	}
	req.ResponseType = responseType
	return nil
}

func readResponseMode(req *authd.AuthRequest, _ authd.Client, p oauth.Params) error {
	mode, known := oauth.ParseResponseMode(p["response_mode"])
	switch {
	case p["response_mode"] == "":
		return nil
	case !known:
		return oauth.Errorf(oauth.InvalidRequest, "response_mode must be query, fragment, form_post or web_message.")
	case mode != req.ResponseMode:
		return oauth.Errorf(oauth.InvalidRequest, "response_mode=%s would put a token into the query of an address: use fragment, form_post or web_message.", mode)
	}
	return nil
}

func readPrompt(req *authd.AuthRequest, _ authd.Client, p oauth.Params) error {
	prompt, err := oauth.ParsePrompt(p["prompt"])
	if err != nil {
		return err
	}
	req.Prompt = prompt
	return nil
}

// readMaxAge reads whole seconds; -1 stands for not sent (OIDC Core §3.1.2.1).
func readMaxAge(req *authd.AuthRequest, _ authd.Client, p oauth.Params) error {
	req.MaxAge = -1
	if p["max_age"] == "" {
		return nil
	}
	seconds, err := strconv.ParseUint(p["max_age"], 10, 32)
	if err != nil {
		return oauth.Errorf(oauth.InvalidRequest, "max_age must be a number of seconds, 0 or more.")
	}
	req.MaxAge = time.Duration(seconds) * time.Second
	return nil
}

func readLifetime(req *authd.AuthRequest, c authd.Client, p oauth.Params) error {
	lifetime, err := tokens.RequestedLifetime(c, p["expires_in"])
	req.MaxLifetime = lifetime
	return err
}

func readConnection(req *authd.AuthRequest, c authd.Client, _ oauth.Params) error {
	if req.Connection != "" && !slices.Contains(c.Connections, req.Connection) {
		return oauth.Errorf(oauth.InvalidRequest, "The connection was not found: it is not one of the client's connections.")
	}
	return nil
}

// readChallenge reads what proves at /oauth/token that a code is redeemed by the
// one who asked for it (RFC 7636). Only S256 is accepted, which a missing method
// does not mean (§4.3). Clients without a secret must send one (RFC 9700 §2.1.1).
func readChallenge(req *authd.AuthRequest, c authd.Client, p oauth.Params) error {
	challenge, method := p["code_challenge"], p["code_challenge_method"]
	needed := c.Public() || c.RequirePKCE
	switch {
	case !req.ResponseType.Has(oauth.Code):
		return nil
	case challenge == "" && needed:
		return oauth.Errorf(oauth.InvalidRequest, "The parameter code_challenge is missing: this client must use PKCE.")
	case challenge == "" && method == "":
		return nil
	case method != "S256":
		return oauth.Errorf(oauth.InvalidRequest, "code_challenge_method must be S256.")
	case !isChallenge(challenge):
		return oauth.Errorf(oauth.InvalidRequest, "code_challenge must be 43 characters of base64url without padding.")
	}
	req.Challenge = challenge
	return nil
}

// readKey reads dpop_jkt: whoever redeems the code must prove to have this key (RFC
// 9449 §10).
func readKey(req *authd.AuthRequest, _ authd.Client, p oauth.Params) error {
	if req.Key = p["dpop_jkt"]; req.Key != "" && !isChallenge(req.Key) {
		return oauth.Errorf(oauth.InvalidRequest, "dpop_jkt must be the SHA-256 thumbprint of a key: 43 characters of base64url without padding.")
	}
	return nil
}

// isChallenge reports whether text is a SHA-256 hash in base64url.
func isChallenge(text string) bool {
	hash, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(hash) == sha256.Size && len(text) == 43
}
