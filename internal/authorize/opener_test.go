package authorize

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func askAsPopup(t *testing.T, d Door, with ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/authorize?"+good(append([]string{"owp", "true"}, with...)...).Encode(), nil)
	w := httptest.NewRecorder()
	edge.Page(handler(t).Serve(d))(w, r)
	return w
}

// WM-01, WM-03, WM-04: the answer goes to a window of the client's origins that
// asks for it; what is posted unasked holds no secret, and nobody may frame it.
func TestWM01_AnOpenerIsAnsweredAtItsOriginAlone(t *testing.T) {
	w := askAsPopup(t, found(session()), "state", "</script>\u2028")
	body, h := w.Body.String(), w.Header()
	for _, want := range []string{`origins = ["https://app.test"]`, `"a":"response"`, `"access_token":`, `postMessage(answer, origin)`, `'{"a":"ready"}', "*"`} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %s: %s", want, body)
		}
	}
	if strings.Count(body, "postMessage") != 2 || strings.Count(body, "</script>") != 1 || strings.Contains(body, "\u2028") {
		t.Errorf("%s", body)
	}
	if h.Get("X-Frame-Options") != "DENY" || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("Location") != "" ||
		h.Get("Cross-Origin-Opener-Policy") != "" || !strings.Contains(h.Get("Cache-Control"), "no-store") {
		t.Errorf("%v", h)
	}
}

func TestOpener_ErrorsTakeTheSameWay(t *testing.T) {
	body := askAsPopup(t, found(nil), "prompt", "none").Body.String()
	if !strings.Contains(body, `"a":"error"`) || !strings.Contains(body, `"error":"login_required"`) || !strings.Contains(body, `"state":"s-1"`) {
		t.Errorf("%s", body)
	}
}

func TestOpener_IsAskedForByOWPAlone(t *testing.T) {
	for name, with := range map[string][]string{
		"owp=false": {"owp", "false"}, "a response_mode as well": {"response_mode", "fragment"},
	} {
		t.Run(name, func(t *testing.T) {
			if w := askAsPopup(t, found(session()), with...); w.Code != http.StatusFound || !strings.HasPrefix(w.Header().Get("Location"), callback+"#access_token=") {
				t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
			}
		})
	}
	if w := askAsPopup(t, found(session()), "client_id", "other"); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "web_origins of client other") {
		t.Errorf("without web_origins: %d %s", w.Code, w.Body)
	}
	if w := askAsPopup(t, found(session()), "redirect_uri", "https://evil.test/"); w.Code != http.StatusBadRequest {
		t.Errorf("at a callback that is not listed: %d", w.Code)
	}
}
