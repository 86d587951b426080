package logout

import (
	"context"
	"net/http"
	"net/url"

	"authd/internal/authd"
	"authd/internal/pages"
)

// A reach is how far a logout goes.
type reach int

// The reaches: a person chooses on the page that asks.
const (
	thisBrowser reach = iota
	everywhere
)

// A farewell is what is left to do once sessions have ended.
type farewell struct {
	frames []string // pages of clients that end their own sessions
	silent []string // names of clients that did not answer
	nobody bool     // was logged in
}

// empty reports whether there is nothing to show.
func (f farewell) empty() bool { return len(f.frames) == 0 && len(f.silent) == 0 }

// end logs out as far as reach says and tells the clients. Refresh tokens go
// first: if anything fails, the session is still there for another try.
func (h *Handler) end(w http.ResponseWriter, r *http.Request, reach reach) (farewell, error) {
	s, err := h.current(w, r)
	if err != nil {
		return farewell{}, err
	}
	if err := h.revoke(r.Context(), s, reach); err != nil {
		return farewell{}, err
	}
	notices, err := h.endSessions(w, r, s, reach)
	if err != nil {
		return farewell{}, err
	}
	silent := h.Notifier.Tell(r.Context(), notices)
	return farewell{h.frames(s, notices), h.names(silent), s == nil}, nil
}

func (h *Handler) revoke(ctx context.Context, s *authd.Session, reach reach) error {
	switch {
	case h.RefreshTokens == nil || s == nil:
		return nil
	case reach == everywhere:
		return h.RefreshTokens.RevokeSessionsOf(ctx, s.User.ID)
	}
	return h.RefreshTokens.RevokeSession(ctx, s.SID)
}

// endSessions ends those of reach, this browser's last: its cookie stays until
// the others have ended.
func (h *Handler) endSessions(w http.ResponseWriter, r *http.Request, s *authd.Session, reach reach) ([]authd.LogoutNotice, error) {
	var all []authd.LogoutNotice
	now := h.Now()
	if reach == everywhere && s != nil {
		var err error
		if all, err = h.OtherSessions.EndSessionsOf(r.Context(), s.User.ID, now); err != nil {
			return nil, err
		}
	}
	notices, err := h.Sessions.End(w, r, now)
	return append(all, notices...), err
}

// frames are the pages of clients that had part in this browser's session s, with
// what it was called (OpenID Connect Front-Channel Logout §2). Other browsers
// have to show theirs themselves.
func (h *Handler) frames(s *authd.Session, notices []authd.LogoutNotice) []string {
	var frames []string
	for _, n := range notices {
		u, err := url.Parse(h.Directory.Clients[n.ClientID].FrontchannelLogoutURI)
		if err != nil || u.Host == "" || s == nil || n.SID != s.SID {
			continue
		}
		named := url.Values{"iss": {h.Directory.Tenant.Issuer}, "sid": {n.SID}}.Encode()
		if u.RawQuery != "" {
			named = u.RawQuery + "&" + named
		}
		u.RawQuery = named
		frames = append(frames, u.String())
	}
	return frames
}

// names are what people call the clients of ids.
func (h *Handler) names(ids []string) []string {
	var names []string
	for _, id := range ids {
		names = append(names, clientName(h.Directory.Clients[id]))
	}
	return names
}

// A departure is where a browser goes when it is done.
type departure struct {
	look   pages.Look
	status int    // of the redirect
	next   string // empty: nowhere
}

// vouched is next, where the browser may be led there: nobody vouches for where a
// client leads people that registered itself, so somebody must have been logged in,
// or any link could lead anybody there under this server's name (RFC 9700 §4.11.2,
// security row AZ-20). An ID token of such a client proves nothing: whoever made the
// link may have it.
func (h *Handler) vouched(clientID, next string, f farewell) string {
	if f.nobody && h.Directory.Clients[clientID].Registered {
		return ""
	}
	return next
}

// leave sends the browser on, by way of a page where applications need a frame.
// Where it goes nowhere, the page tells who did not answer.
func (h *Handler) leave(w http.ResponseWriter, d departure, f farewell) error {
	if d.next != "" && len(f.frames) == 0 {
		redirect(w, d.status, d.next)
		return nil
	}
	return h.Pages.LoggedOut(w, pages.LoggedOutPage{Look: d.look, Frames: f.frames, Silent: f.silent, Next: d.next})
}
