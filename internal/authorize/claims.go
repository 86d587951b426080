package authorize

import (
	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// readClaims reads claims and acr_values, which asks for acr too (OIDC Core
// §3.1.2.1, §5.5). Besides claims about the person, a request may name who that
// must be (§5.5.1), and ask when and how they logged in. Whoever must have another
// acr than there is cannot be served by any login (§5.5.1.1).
func readClaims(req *authd.AuthRequest, _ authd.Client, p oauth.Params) error {
	asked, err := oauth.ParseClaims(p["claims"])
	if err != nil {
		return err
	}
	acr, askedACR := asked.IDToken["acr"]
	if acr.Essential && !acr.Wants(tokens.ACR) {
		return oauth.Errorf(oauth.UnmetAuthentication, "No login here has the acr that is essential to the request: there is %s alone.", tokens.ACR)
	}
	_, askedAMR := asked.IDToken["amr"]
	req.Claims = authd.AskedClaims{
		Userinfo: oauth.Names(asked.Userinfo, tokens.Releasable),
		IDToken:  oauth.Names(asked.IDToken, tokens.Releasable),
		ACR:      askedACR || askedAMR || p["acr_values"] != "",
	}
	_, req.AuthTimeAsked = asked.IDToken["auth_time"]
	req.Subjects = asked.IDToken["sub"].Values
	return nil
}
