package web

import (
	"net/http"
	"net/url"
	"strings"

	"authd/internal/oauth"
)

// MaxURL is the longest request line target that is read, in bytes.
const MaxURL = 32 << 10

// Guard refuses what no handler should see: an address longer than MaxURL (414)
// and a Host that is not the issuer's (421). The issuer is never derived from a
// request, so another Host can only be a mistake or an attack; X-Forwarded-Host
// and its kin are not read at all.
func Guard(issuer string) Middleware {
	rule := ruleFor(issuer)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case len(r.RequestURI) > MaxURL:
				WriteError(w, oauth.Errorf(oauth.InvalidRequest, "The address is longer than 32 KB.").WithStatus(http.StatusRequestURITooLong))
			case !rule.matches(r.Host):
				WriteError(w, oauth.Errorf(oauth.InvalidRequest, "This server answers only at %s.", issuer).WithStatus(http.StatusMisdirectedRequest))
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

// hostRule accepts exactly the issuer's host, with or without the port its
// scheme has anyway.
type hostRule struct{ host, port string }

func ruleFor(issuer string) hostRule {
	u, err := url.Parse(issuer)
	if err != nil {
		return hostRule{}
	}
	port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	return hostRule{strings.TrimSuffix(strings.ToLower(u.Host), port), port}
}

func (h hostRule) matches(host string) bool {
	return h.host != "" && strings.TrimSuffix(strings.ToLower(host), h.port) == h.host
}

// SameOrigin lets a handler see only form posts that were sent from the issuer's
// own pages (CSRF): the browser must say same-origin in Sec-Fetch-Site or, if it
// is too old for that, name the issuer's origin in Origin. A post that says
// neither is refused as well.
func SameOrigin(issuer string) func(HandlerFunc) HandlerFunc {
	origin := originOf(issuer)
	protection := http.NewCrossOriginProtection()
	return func(next HandlerFunc) HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) error {
			silent := r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") != origin
			if silent || protection.Check(r) != nil {
				return oauth.Errorf(oauth.InvalidRequest, "This form was not sent from %s. Go back to the application and log in again.", origin).WithStatus(http.StatusForbidden)
			}
			return next(w, r)
		}
	}
}

// TopLevel lets a handler see only requests of which the person sees the result
// in a window. For an address that changes something, an image or a hidden frame
// of another site must not be enough. Browsers too old to send Sec-Fetch-Dest
// pass.
func TopLevel(next HandlerFunc) HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if dest := r.Header.Get("Sec-Fetch-Dest"); dest != "" && dest != "document" {
			return oauth.Errorf(oauth.InvalidRequest, "This address opens only in a window of its own, not inside another page.").WithStatus(http.StatusForbidden)
		}
		return next(w, r)
	}
}

func originOf(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
