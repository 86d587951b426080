package authorize

import (
	"net/http"
	"slices"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// A Target is a place that may be told things about a request: an existing
// client and a redirect_uri registered for it. Whoever holds one may send errors
// there; whoever does not must show a page instead (RFC 6749 §4.2.2.1).
type Target struct {
	Client      authd.Client
	RedirectURI string
	Mode        oauth.ResponseMode
	State       string
	Issuer      string
}

// ParseTarget finds where a request may be answered. Its *oauth.Error is for
// the person in front of the browser and never for the redirect_uri.
func ParseTarget(dir authd.Directory, a ask) (Target, error) {
	if name := a.repeatedOf("client_id", "redirect_uri"); name != "" {
		return Target{}, page("The parameter %s was sent more than once.", name)
	}
	client, known := dir.Clients[a.params["client_id"]]
	switch {
	case a.params["client_id"] == "":
		return Target{}, page("The parameter client_id is missing.")
	case !known:
		return Target{}, page("Unknown client: the client_id of this request is not in the configuration.")
	}
	t := Target{Client: client, RedirectURI: a.params["redirect_uri"], Mode: a.mode(), State: a.state(), Issuer: dir.Tenant.Issuer}
	if err := checkRedirect(t); err != nil || t.Mode != modeOpener {
		return t, err
	}
	return t, checkOpener(client)
}

func checkRedirect(t Target) error {
	web := t.Mode == oauth.ModeWebMessage
	switch {
	case t.RedirectURI == "":
		return page("The parameter redirect_uri is missing.")
	case web && slices.Contains(t.Client.WebOrigins, t.RedirectURI):
		return nil // SDKs without a callback page send their bare origin
	case !matchRedirect(t.Client, t.RedirectURI):
		return page("Callback URL mismatch: the redirect_uri of this request is not in the list callbacks of client %s.", t.Client.ID)
	case web && !slices.Contains(t.Client.WebOrigins, origin(t.RedirectURI)):
		return page("The redirect_uri does not have a registered origin: response_mode=web_message needs it in web_origins of client %s.", t.Client.ID)
	}
	return nil
}

func page(format string, args ...any) error {
	return oauth.Errorf(oauth.InvalidRequest, format, args...).WithStatus(http.StatusBadRequest)
}

// An ask is a request as it was sent.
type ask struct {
	params   oauth.Params
	repeated []string
	pushed   string // id of the pushed request that it is; empty: it came in the address
	pushing  bool   // it is being pushed, so that an object in it is all of it (RFC 9126 §3)
}

func (a ask) repeatedOf(names ...string) string {
	for _, name := range names {
		if slices.Contains(a.repeated, name) {
			return name
		}
	}
	return ""
}

// mode is where the answer goes, also for a request that is wrong: tokens and
// the errors that stand in for them never go to the query (Multiple Response
// Types §2.1 and §5).
func (a ask) mode() oauth.ResponseMode {
	if a.forOpener() {
		return modeOpener
	}
	responseType, _ := oauth.ParseResponseType(a.params["response_type"])
	mode, known := oauth.ParseResponseMode(a.params["response_mode"])
	if !known || a.repeatedOf("response_mode") != "" || mode == oauth.ModeQuery {
		return responseType.DefaultMode()
	}
	return mode
}

// state is sent back as it came; one of two would be a guess.
func (a ask) state() string {
	if a.repeatedOf("state") != "" {
		return ""
	}
	return a.params["state"]
}
