package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authd/internal/oauth"
)

// SE-02: a page of another origin can send a form without being asked first, but
// not JSON. So forms count only from origins that are allowed, or from none, as
// programs send them.
func TestSE02_FormsOfOtherOriginsAreRefused(t *testing.T) {
	c := CORS{Origins: []string{"https://app.test"}, Methods: []string{"POST"}}
	const form, json, text = "application/x-www-form-urlencoded", "application/json", "text/plain"
	for _, tt := range []struct {
		origin, kind string
		want         int
	}{
		{"https://app.test", form, http.StatusTeapot},
		{"", form, http.StatusTeapot},
		{"https://evil.test", json, http.StatusTeapot}, // its browser has asked, and was told no
		{"https://evil.test", form, http.StatusForbidden},
		{"https://evil.test", form + "; charset=utf-8", http.StatusForbidden},
		{"https://evil.test", text, http.StatusForbidden},
		{"https://evil.test", "multipart/form-data; boundary=x", http.StatusForbidden},
		{"https://evil.test", "", http.StatusForbidden},
		{"https://evil.test", "text/plain; application/json", http.StatusForbidden},
		{"null", form, http.StatusForbidden},
		{"http://app.test", form, http.StatusForbidden},
		{"https://app.test.evil.test", form, http.StatusForbidden},
	} {
		r := httptest.NewRequest(http.MethodPost, "/passwordless/verify", strings.NewReader("a=b"))
		r.Header.Set("Content-Type", tt.kind)
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		if got := status(c.Wrap(teapot), r); got != tt.want {
			t.Errorf("%q from %q: status %d, want %d", tt.kind, tt.origin, got, tt.want)
		}
	}
}

// PL-04, PL-15: an image or a hidden frame of another site neither guesses in
// the visitor's name nor logs the browser in.
func TestPL15_OnlyAWindowOfItsOwn(t *testing.T) {
	guarded := TopLevel(func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusTeapot); return nil })
	for dest, want := range map[string]int{
		"": http.StatusTeapot, "document": http.StatusTeapot,
		"iframe": http.StatusForbidden, "frame": http.StatusForbidden, "embed": http.StatusForbidden, "object": http.StatusForbidden,
		"image": http.StatusForbidden, "script": http.StatusForbidden, "style": http.StatusForbidden, "empty": http.StatusForbidden, "Document": http.StatusForbidden,
	} {
		r := httptest.NewRequest(http.MethodGet, "/passwordless/verify_redirect", nil)
		if dest != "" {
			r.Header.Set("Sec-Fetch-Dest", dest)
		}
		w := httptest.NewRecorder()
		got := http.StatusTeapot
		if err := guarded(w, r); err != nil {
			got = Public(err).HTTPStatus()
		}
		if got != want {
			t.Errorf("%q: status %d, want %d", dest, got, want)
		}
	}
}

// AZ-15: a value that is no UTF-8 would come back from a login altered, so it is
// refused; all other bytes pass.
func TestAZ15_OnlyTextThatSurvives(t *testing.T) {
	for query, want := range map[string]bool{
		"state=%ff": false, "state=a%c3": false, "%ff=x": false, "state=%ed%a0%80": false, "state=%f4%90%80%80": false,
		"state=%00%7f%c3%a9%f0%9f%98%80": true, "state=%ef%bf%bd": true,
	} {
		for _, r := range []*http.Request{httptest.NewRequest(http.MethodGet, "/?"+query, nil), form("/", query)} {
			_, err := ReadParams(r)
			var refused *oauth.Error
			if (err == nil) != want || err != nil && (!errors.As(err, &refused) || refused.Code != oauth.InvalidRequest) {
				t.Errorf("%s %s: %v", r.Method, query, err)
			}
		}
	}
}

// SE-08: nobody puts words into the mouth of the error page.
func TestSE08_RepeatedSentencesAreNotShown(t *testing.T) {
	_, err := ReadParams(httptest.NewRequest(http.MethodGet, "/?Call+0800+now=1&Call+0800+now=1", nil))
	if err == nil || strings.Contains(err.Error(), "0800") {
		t.Errorf("%v", err)
	}
}
