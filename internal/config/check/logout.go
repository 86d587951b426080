package check

import (
	"net/url"
	"slices"
	"strings"

	"authd/internal/config/weburl"
)

// backchannel judges where the client is told of logouts by this server (OpenID
// Connect Back-Channel Logout §2.2).
func (c clientChecker) backchannel() {
	path, address := c.path+".backchannel_logout_uri", c.client.BackchannelLogoutURI
	switch {
	case address != "":
		c.httpsOrDev(path, address, weburl.CheckPage(address))
	case c.client.BackchannelSession:
		c.Wrong(c.path+".backchannel_logout_session_required", "has no use: there is no backchannel_logout_uri")
	}
}

// frontchannel judges the page of the client that is shown in a frame. It must be
// of an origin that the client is known to have (OpenID Connect Front-Channel
// Logout §2).
func (c clientChecker) frontchannel() {
	path, address := c.path+".frontchannel_logout_uri", c.client.FrontchannelLogoutURI
	switch f := weburl.CheckPage(address); {
	case address == "" && c.client.FrontchannelSession:
		c.Wrong(c.path+".frontchannel_logout_session_required", "has no use: there is no frontchannel_logout_uri")
	case address == "":
	case f != nil:
		c.fault(path, f)
	case !slices.ContainsFunc(c.client.Callbacks, func(callback string) bool { return sameOrigin(callback, address) }):
		c.Wrong(path, "must have scheme, host and port of one of the client's callbacks")
	}
}

// httpsOrDev notes fault f of an address this server connects to, and plain http
// outside of development.
func (c clientChecker) httpsOrDev(path, address string, f *weburl.Fault) {
	c.fault(path, f)
	if f == nil && strings.HasPrefix(address, "http:") && !c.file.Dev.Enabled {
		c.Wrong(path, "must be https; plain http on this machine needs dev.enabled")
	}
}

func sameOrigin(a, b string) bool {
	first, errA := url.Parse(a)
	second, errB := url.Parse(b)
	return errA == nil && errB == nil && first.Scheme == second.Scheme && strings.EqualFold(first.Host, second.Host)
}
