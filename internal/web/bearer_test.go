package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBearer(t *testing.T) {
	for name, row := range map[string]struct {
		headers []string
		want    string
	}{
		"none": {nil, ""}, "one": {[]string{"Bearer x"}, "x"}, "any case": {[]string{"bEARER x"}, "x"}, "spaces": {[]string{"Bearer   x "}, "x"},
		"two": {[]string{"Bearer x", "Bearer x"}, ""}, "another scheme": {[]string{"Basic x"}, ""}, "no scheme": {[]string{"x"}, ""}, "no token": {[]string{"Bearer"}, ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["Authorization"] = row.headers
		if got := Bearer(r); got != row.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestSameSecret(t *testing.T) {
	for _, row := range []struct {
		given, secret string
		want          bool
	}{{"a", "a", true}, {"a", "b", false}, {"a", "ab", false}, {"", "a", false}, {"a", "", false}, {"", "", false}} {
		if SameSecret(row.given, row.secret) != row.want {
			t.Errorf("%q and %q", row.given, row.secret)
		}
	}
}
