package logout

import "testing"

// LO-04: Auth0's rule for returnTo, and addresses that only look listed.
func TestLO04_MatchReturn(t *testing.T) {
	list := []string{"https://app.example.com/", "https://app.example.com/bye", "http://localhost:3000", "com.example.app://bye", "https://q.example.com/bye?lang=en"}
	for uri, want := range map[string]bool{
		"https://app.example.com/":                 true,
		"https://app.example.com":                  true,
		"https://app.example.com:443/":             true,
		"HTTPS://APP.example.COM/bye":              true,
		"https://app.example.com/bye?from=app&x=1": true,
		"https://app.example.com/bye#top":          true,
		"http://localhost:3000/":                   true,
		"com.example.app://bye":                    true,
		"https://q.example.com/bye":                true,

		"":                                     false,
		"https://app.example.com/BYE":          false,
		"https://app.example.com/bye/":         false,
		"https://app.example.com/bye/more":     false,
		"https://app.example.com/x/../bye":     false,
		"https://app.example.com/%62ye":        false,
		"https://app.example.com//bye":         false,
		"https://app.example.com/;@evil.test":  false,
		"http://app.example.com/":              false,
		"https://app.example.com:8443/":        false,
		"https://app.example.com.evil.test/":   false,
		"https://app.example.com@evil.test/":   false,
		"https://app.example.com:x@evil.test/": false,
		"https://me@app.example.com/":          false,
		"https://app.example.com\\@evil.test/": false,
		"https://app.example.com\t/":           false,
		"https://app.example.com/\r\nX: y":     false,
		" https://app.example.com/":            false,
		"https://app.example.com/?ä":           false,
		"//app.example.com/":                   false,
		"//evil.test":                          false,
		"/\\evil.test":                         false,
		"\\\\evil.test":                        false,
		"/bye":                                 false,
		"https:app.example.com/bye":            false,
		"https:///app.example.com/":            false,
		"https://localhost:3000/":              false,
		"http://localhost:30000/":              false,
		"http://localhost/":                    false,
		"javascript:alert(1)":                  false,
		"com.example.app:bye":                  false,
		"com.example.app://other":              false,
		"https%3A%2F%2Fapp.example.com%2F":     false,
	} {
		if got := matchReturn(list, uri); got != want {
			t.Errorf("%q: %t, want %t", uri, got, want)
		}
	}
	if matchReturn(nil, "https://app.example.com/") {
		t.Error("an empty list lets something through")
	}
}
