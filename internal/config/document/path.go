package document

import "strings"

// Path is where the client stands: clients[spa].
func (c Client) Path() string { return "clients[" + c.ClientID + "]" }

// LifetimesPath is where the client's own lifetimes for audience stand:
// clients[spa].token_lifetimes[userinfo].
func (c Client) LifetimesPath(audience string) string {
	return c.Path() + ".token_lifetimes[" + audience + "]"
}

// Path is where the API stands: apis[https://api.example.com].
func (a API) Path() string { return "apis[" + a.Identifier + "]" }

// Path is where the connection stands: connections[email].
func (c Connection) Path() string { return "connections[" + c.Name + "]" }

// Path is where the fixed code stands: dev.fixed_codes[a@b.test].
func (c FixedCode) Path() string { return "dev.fixed_codes[" + c.Address + "]" }

// SecretVariable names the environment variable that may hold the client's
// secret: AUTHD_CLIENT_MY_APP_SECRET for my-app.
func (c Client) SecretVariable() string {
	letters := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, c.ClientID)
	return "AUTHD_CLIENT_" + letters + "_SECRET"
}
