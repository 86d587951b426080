package session

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/seal"
)

// SE-01: the attributes of the cookie, and SE-04: nobody caches the answer that
// carries it.
func TestSE01_CookieAttributes(t *testing.T) {
	rows := []struct {
		name              string
		secure, crossSite bool
		want              string // after the value
	}{
		{"https", true, false, "; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax"},
		{"https, silent renewal across sites", true, true, "; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=None"},
		{"http", false, false, "; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax"},
		{"http, where None would be dropped", false, true, "; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s, _ := newSessions()
			s.Secure, s.CrossSite = row.secure, row.crossSite
			w := httptest.NewRecorder()
			if _, err := s.Begin(w, request(), Login{User: ada}, start); err != nil {
				t.Fatal(err)
			}
			name, rest, _ := strings.Cut(w.Header().Get("Set-Cookie"), "=")
			value, attributes, _ := strings.Cut(rest, ";")
			if (name == "__Host-authd") != row.secure || len(value) != len(seal.Token()) || ";"+attributes != row.want {
				t.Errorf("Set-Cookie is %s", w.Header().Get("Set-Cookie"))
			}
			if cache := w.Header().Get("Cache-Control"); !strings.Contains(cache, "no-store") {
				t.Errorf("Cache-Control is %q", cache)
			}
		})
	}
}

// SE-07: cookies that are malformed, oversized or there twice read as none.
func TestSE07_StrangeCookiesReadAsNone(t *testing.T) {
	s, _ := newSessions()
	good, _ := begin(t, s)
	other, _ := begin(t, s)
	headers := map[string]string{
		"empty":                    "__Host-authd=",
		"cut":                      "__Host-authd=" + good.Value[:42],
		"longer":                   "__Host-authd=" + good.Value + "A",
		"oversized":                "__Host-authd=" + strings.Repeat("A", 1<<20),
		"not base64url":            "__Host-authd=" + strings.Repeat("%", 43),
		"another last bit":         "__Host-authd=" + good.Value[:42] + "_",
		"unknown":                  "__Host-authd=" + seal.Token(),
		"without the prefix":       "authd=" + good.Value,
		"another case":             "__host-authd=" + good.Value,
		"twice, ours first":        "__Host-authd=" + good.Value + "; __Host-authd=" + other.Value,
		"twice, ours last":         "__Host-authd=x; __Host-authd=" + good.Value,
		"no name":                  "=" + good.Value,
		"a control character":      "__Host-authd=" + good.Value[:20] + "\x00" + good.Value[20:],
		"a flag in another cookie": "admin=true; session=1",
	}
	for name, header := range headers {
		t.Run(name, func(t *testing.T) {
			r := request()
			r.Header.Set("Cookie", header)
			if sid := current(t, s, r, start); sid != "" {
				t.Errorf("found session %s", sid)
			}
		})
	}
}

// SE-07: whatever a browser sends, a session is found only by the exact value.
func FuzzSE07_Cookie(f *testing.F) {
	s, _ := newSessions()
	w := httptest.NewRecorder()
	if _, err := s.Begin(w, request(), Login{User: ada}, start); err != nil {
		f.Fatal(err)
	}
	value := w.Result().Cookies()[0].Value
	f.Add("__Host-authd=" + value)
	f.Add("__Host-authd=; __Host-authd=" + value)
	f.Add(`__Host-authd="` + value + `"`)
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", header)
		found, err := s.Current(httptest.NewRecorder(), r, authd.AuthRequest{}, start)
		if err != nil || found != nil && !strings.Contains(header, value) {
			t.Errorf("Current = %v, %v", found, err)
		}
	})
}
