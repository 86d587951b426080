package authorize

import (
	"encoding/json"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// maxClaims is the longest claims parameter that is read, in bytes.
const maxClaims = 8 << 10

// A wish is what a claims request says of one claim; null, for no more than that
// it is wanted, leaves it empty (OIDC Core §5.5.1).
type wish struct {
	Essential bool     `json:"essential"`
	Value     string   `json:"value"`
	Values    []string `json:"values"`
}

// wants reports whether value will do.
func (w wish) wants(value string) bool {
	return w.Value == "" && len(w.Values) == 0 || w.Value == value || slices.Contains(w.Values, value)
}

// readClaims reads the claims parameter. Claims that are not known are passed
// over, as OIDC Core §5.5 has it. A client that needs consent gets what its
// scopes release and no more: nobody is asked about single claims.
func readClaims(req *authd.AuthRequest, c authd.Client, p oauth.Params) error {
	text := p["claims"]
	if text == "" {
		return nil
	}
	var asked struct {
		Userinfo map[string]json.RawMessage `json:"userinfo"`
		IDToken  map[string]json.RawMessage `json:"id_token"`
	}
	if len(text) > maxClaims || json.Unmarshal([]byte(text), &asked) != nil {
		return oauth.Errorf(oauth.InvalidRequest, "The parameter claims must be a JSON object of at most 8 KB, with members userinfo and id_token (OIDC Core §5.5).")
	}
	if c.FirstParty {
		req.Claims.Userinfo, req.Claims.IDToken = named(asked.Userinfo), named(asked.IDToken)
	}
	return readSpecial(req, asked.IDToken)
}

// named are the claims about a person among the members of asked.
func named(asked map[string]json.RawMessage) string {
	var names []string
	for name := range asked {
		if tokens.Releasable(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// readSpecial reads what is asked of the login itself: who it is (§5.5.1), when it
// was, and by what class of authentication (§5.5.1.1).
func readSpecial(req *authd.AuthRequest, asked map[string]json.RawMessage) error {
	sub, _, err := wishFor(asked, "sub")
	if err != nil {
		return err
	}
	req.HintedUser = sub.Value
	if _, is := asked["auth_time"]; is {
		req.AuthTimeAsked = true
	}
	acr, is, err := wishFor(asked, "acr")
	switch {
	case err != nil || !is:
		return err
	case acr.Essential && !acr.wants(tokens.ACR):
		return oauth.Errorf(oauth.UnmetAuthentication, "No login here has the acr that is essential to the request: there is %s alone.", tokens.ACR)
	}
	req.Claims.ACR = true
	return nil
}

// wishFor is the wish for one claim, and whether there is one.
func wishFor(asked map[string]json.RawMessage, name string) (wish, bool, error) {
	var w wish
	text, is := asked[name]
	if is && json.Unmarshal(text, &w) != nil {
		return w, true, oauth.Errorf(oauth.InvalidRequest, "The parameter claims says of %s what is none of essential, value and values (OIDC Core §5.5.1).", name)
	}
	return w, is, nil
}

// readACR reads acr_values: wishes, of which the ID token says what became.
func readACR(req *authd.AuthRequest, _ authd.Client, p oauth.Params) error {
	req.Claims.ACR = p["acr_values"] != ""
	return nil
}
