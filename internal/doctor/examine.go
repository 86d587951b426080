package doctor

import (
	"fmt"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// A Case is what is examined.
type Case struct {
	Directory authd.Directory
	Client    authd.Client
	Origin    string         // of the application's page, as a browser writes it
	Cookie    string         // as session.Sessions.Cookie says
	Session   *authd.Session // the one this browser has; nil: none
}

// A Verdict says how a condition stands.
type Verdict string

// The verdicts. Note is for what is neither right nor wrong by itself.
const (
	Good  Verdict = "good"
	Note  Verdict = "note"
	Wrong Verdict = "wrong"
)

// A Finding is one condition and how it stands.
type Finding struct {
	Verdict Verdict
	About   string
	Text    string
	YAML    string // what to write into the configuration; empty: nothing
}

// Examine holds c against every condition of silent renewal and of logins on
// the application's own page, in the order in which a request meets them.
func Examine(c Case) []Finding {
	var findings []Finding
	for _, look := range []func(Case) Finding{webOrigin, callbacks, grants, cookieReach, loggedIn, consent, ownPages} {
		findings = append(findings, look(c))
	}
	return findings
}

func webOrigin(c Case) Finding {
	if slices.Contains(c.Client.WebOrigins, c.Origin) {
		return Finding{Good, "Web origin", "web_origins lists it: pages of " + c.Origin + " may be answered by response_mode=web_message.", ""}
	}
	return Finding{Wrong, "Web origin", "web_origins does not list " + c.Origin + ", so nothing may be posted to it and an SDK waits until its timeout.",
		c.clientYAML("web_origins: " + list(append(slices.Clone(c.Client.WebOrigins), c.Origin)))}
}

func callbacks(c Case) Finding {
	for _, callback := range c.Client.Callbacks {
		if callback == c.Origin || strings.HasPrefix(callback, c.Origin+"/") {
			return Finding{Good, "Callback", "callbacks lists " + callback + ". A redirect_uri must be one of the list, byte for byte.", ""}
		}
	}
	return Finding{Wrong, "Callback", "callbacks lists no address of " + c.Origin + ", so a login cannot end there.",
		c.clientYAML("callbacks: " + list(append(slices.Clone(c.Client.Callbacks), c.Origin+"/callback")))}
}

func grants(c Case) Finding {
	implicit, code := c.Client.Allows(oauth.GrantImplicit), c.Client.Allows(oauth.GrantAuthorizationCode)
	switch {
	case (implicit || code) && c.Client.ResponseTypes.Set:
		return responseTypes(c)
	case implicit && code:
		return Finding{Good, "Grant types", "Both tokens (implicit) and codes (authorization_code) may be asked for at /authorize.", ""}
	case implicit:
		return Finding{Good, "Grant types", "Tokens may be asked for at /authorize (implicit); response_type=code needs authorization_code.", ""}
	case code:
		return Finding{Good, "Grant types", "Codes may be asked for at /authorize (authorization_code); response_type=token and id_token need implicit.", ""}
	}
	return Finding{Wrong, "Grant types", "grant_types allows nothing at /authorize. Tokens in its answer need implicit.",
		c.clientYAML("grant_types: " + list(append(grantNames(c.Client), string(oauth.GrantImplicit))))}
}

// responseTypes says what is left of what grant_types allow.
func responseTypes(c Case) Finding {
	var left []string
	for _, t := range c.Client.ResponseTypes.V {
		if !slices.ContainsFunc(t.Grants(), func(g oauth.GrantType) bool { return !c.Client.Allows(g) }) {
			left = append(left, t.String())
		}
	}
	if len(left) == 0 {
		return Finding{Wrong, "Grant types", "response_types lists nothing that grant_types allow, so everything is refused at /authorize. Leave it out to allow all of it.", ""}
	}
	return Finding{Good, "Grant types", "/authorize answers " + list(left) + " alone, in any order of their words: response_types leaves the rest out.", ""}
}

func loggedIn(c Case) Finding {
	switch {
	case c.Session == nil && c.Cookie == "present":
		return Finding{Note, "Session", "This browser has a cookie, but its session has ended or was logged out. Log in again.", ""}
	case c.Session == nil:
		return Finding{Note, "Session", "This browser has no session: a silent request is answered with login_required until somebody logs in.", ""}
	case !slices.Contains(c.Client.Connections, c.Session.Connection):
		return Finding{Wrong, "Session", "This browser's session is of connection " + c.Session.Connection + ", which the client does not use.",
			c.clientYAML("connections: " + list(append(slices.Clone(c.Client.Connections), c.Session.Connection)))}
	}
	return Finding{Good, "Session", "This browser is logged in as " + c.Session.User.Name + ".", ""}
}

func consent(c Case) Finding {
	if c.Client.FirstParty {
		return Finding{Good, "Consent", "The client is a first party: nobody is asked.", ""}
	}
	return Finding{Note, "Consent", "is_first_party is false: a silent request is answered with consent_required where consent was not given.", c.clientYAML("is_first_party: true")}
}

func ownPages(c Case) Finding {
	if c.Client.CrossOrigin && c.Client.Allows(oauth.GrantPasswordlessOTP) {
		return Finding{Good, "Login on the application's own page", "passwordlessLogin of auth0.js and Lock may be used from web_origins.", ""}
	}
	lines := []string{"cross_origin_authentication: true"}
	if !c.Client.Allows(oauth.GrantPasswordlessOTP) {
		lines = append(lines, "grant_types: "+list(append(grantNames(c.Client), string(oauth.GrantPasswordlessOTP))))
	}
	return Finding{Note, "Login on the application's own page", "Off: passwordlessLogin of auth0.js and Lock are refused at /co/authenticate. The hosted page does not need it.", c.clientYAML(lines...)}
}

// clientYAML shows lines where they belong, below the client.
func (c Case) clientYAML(lines ...string) string {
	return fmt.Sprintf("clients:\n  - client_id: %s\n    %s", c.Client.ID, strings.Join(lines, "\n    "))
}

func grantNames(client authd.Client) []string {
	var names []string
	for _, g := range client.GrantTypes.V {
		names = append(names, string(g))
	}
	return names
}

func list(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
