package authorize

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

// A silent request that is refused says in the log which check refused it. What
// the page is told is the same for all, but in development.
func TestSilence_SaysWhy(t *testing.T) {
	staff := session()
	staff.Connection = "staff"
	for name, tc := range map[string]struct {
		session       *authd.Session
		cookie, site  string
		crossSite     bool
		with          []string
		check, advice string
	}{
		"never logged in":            {nil, "none", "same-site", false, nil, "session", "nobody has logged in in this browser"},
		"ended":                      {nil, "present", "same-origin", false, nil, "session", "has ended (tenant.session_lifetime, tenant.idle_session_lifetime)"},
		"another site":               {nil, "none", "cross-site", false, nil, "session", "tenant.cross_site_silent_auth is not true"},
		"another site, cookies kept": {nil, "none", "cross-site", true, nil, "session", "keeps cookies from those"},
		"another connection":         {staff, "present", "same-site", false, nil, "connection", "clients[spa].connections does not list"},
		"too old":                    {session(), "present", "same-site", false, []string{"max_age", "60"}, "max_age", "older than max_age"},
		"third party":                {session(), "present", "same-site", false, []string{"client_id", "third"}, "consent", "clients[third].is_first_party is not true"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, dev := range []bool{false, true} {
				var log strings.Builder
				h := handler(t)
				h.Dev, h.Directory.Tenant.CrossSiteSilentAuth = dev, tc.crossSite
				h.Cookie = func(*http.Request) string { return tc.cookie }
				h.Log = slog.New(slog.NewTextHandler(&log, nil))
				body := silently(h, tc.session, tc.site, tc.with)
				if !strings.Contains(log.String(), "cookie="+tc.cookie) || !strings.Contains(log.String(), "check="+tc.check+" ") || !strings.Contains(log.String(), "from="+tc.site) {
					t.Errorf("log %s", log.String())
				}
				if !strings.Contains(body, "_required") || strings.Contains(body, tc.advice) != dev {
					t.Errorf("development %v: %s", dev, body)
				}
			}
		})
	}
}

// silently makes one request with prompt=none and returns the answer's document.
func silently(h *Handler, s *authd.Session, site string, with []string) string {
	q := good(append([]string{"prompt", "none", "response_mode", "web_message"}, with...)...)
	r := httptest.NewRequest(http.MethodGet, "/authorize?"+q.Encode(), nil)
	r.Header.Set("Sec-Fetch-Site", site)
	w := httptest.NewRecorder()
	edge.Page(h.Serve(Door{Find: func(http.ResponseWriter, *http.Request, authd.AuthRequest, time.Time) (*authd.Session, error) {
		return s, nil
	}}))(w, r)
	return w.Body.String()
}
