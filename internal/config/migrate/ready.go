package migrate

import (
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// Obstacles say why a client cannot be moved yet, and what to do about it.
type Obstacles struct {
	Client  string
	Reasons []string
}

// Error has a line for each reason.
func (o Obstacles) Error() string {
	return "client " + o.Client + " is not ready:\n- " + strings.Join(o.Reasons, "\n- ")
}

// obstacles are what would leave the new version of the application without
// tokens, or the old one switched off before there is a new one (security row
// IM-08). Rotation is none: a client without a secret always has it.
func obstacles(c authd.Client, step Step) []string {
	if !c.Allows(oauth.GrantImplicit) {
		return []string{"grant_types does not list implicit, so there is nothing to move"}
	}
	var found []string
	add := func(is bool, reason string) {
		if is {
			found = append(found, reason)
		}
	}
	add(len(c.Callbacks) == 0, "callbacks is empty: a code would have nowhere to go; list the page that takes it")
	add(c.AppType == "spa" && len(c.WebOrigins) == 0, "web_origins is empty: no page of the application could renew its login silently; list its origin, like https://app.example.com")
	add(!c.AllowsResponse(oauth.Code), "response_types does not list code: add it, or leave response_types out")
	add(step == CodesOnly && !c.Allows(oauth.GrantAuthorizationCode), "grant_types does not list authorization_code, so no version of the application uses codes yet: begin with --keep-implicit, publish that version, then do this step")
	return found
}
