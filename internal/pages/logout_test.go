package pages

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const away = "https://app.example.com/bye?state=s"

// LO-08: the frames with their parameters, a policy that lets in their origins
// and nothing else, and a way on that does not depend on scripts.
func TestLO08_FramesOfApplications(t *testing.T) {
	w := rendered(t, func(w http.ResponseWriter) error {
		return (&Renderer{}).LoggedOut(w, LoggedOutPage{
			Frames: []string{"https://one.test/out?iss=i&sid=s", "https://one.test/more", "http://localhost:3000/out", "https://b;script-src/x"}, Next: away,
		})
	})
	body := w.Body.String()
	for _, part := range []string{
		`<iframe src="https://one.test/out?iss=i&amp;sid=s" sandbox="allow-scripts allow-same-origin" referrerpolicy="no-referrer"`,
		`<a id="continue" href="` + away + `">`, "<script>" + leave + "</script>", "logged out",
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %s:\n%s", part, body)
		}
	}
	_, after, _ := strings.Cut(body, "<script>")
	script, _, _ := strings.Cut(after, "</script>")
	sum := sha256.Sum256([]byte(script))
	policy := w.Header().Get("Content-Security-Policy")
	if want := "; frame-src https://one.test http://localhost:3000; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'"; !strings.Contains(policy, want) {
		t.Errorf("the policy is %s, want %s in it", policy, want)
	}
	if got := w.Header().Get("Refresh"); got != "1;url="+away {
		t.Errorf("Refresh is %q", got)
	}
}

// A person who has nowhere to go reads what the page says.
func TestWithoutANextPlaceThePageStays(t *testing.T) {
	w := rendered(t, func(w http.ResponseWriter) error {
		return (&Renderer{}).LoggedOut(w, LoggedOutPage{Frames: []string{"https://one.test/out"}})
	})
	if w.Header().Get("Refresh") != "" || strings.Contains(w.Body.String(), "<script") || strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src") {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}

// An app's own scheme is a place to go on to as well.
func TestALogoutMayEndInAnApp(t *testing.T) {
	w := httptest.NewRecorder()
	if err := (&Renderer{}).LoggedOut(w, LoggedOutPage{Next: "com.example.app:/bye"}); err != nil || !strings.Contains(w.Body.String(), `href="com.example.app:/bye"`) {
		t.Errorf("%v: %s", err, w.Body)
	}
}
