package web

import (
	"net/http"

	"authd/internal/oauth"
)

// A Crowd is the requests that may be under way at once. One too many is refused
// before anything was done for it, so that it can be sent again and memory has a
// bound.
type Crowd chan struct{}

// NewCrowd has room for most requests.
func NewCrowd(most int) Crowd { return make(Crowd, most) }

// Limit lets next answer while there is room. Its *oauth.Error has status 503 and
// says when to ask again.
func (c Crowd) Limit(next HandlerFunc) HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		select {
		case c <- struct{}{}:
			defer func() { <-c }()
			return next(w, r)
		default:
			return oauth.Errorf(oauth.TemporarilyUnavailable, "The server has more to do than it can just now. Nothing was done: try again in a moment.").
				WithStatus(http.StatusServiceUnavailable).WithRetryAfter(1)
		}
	}
}
