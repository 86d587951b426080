package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"authd/internal/oauth"
)

// FuzzReadFields: a body is parameters, each said once and of text, or a refusal
// that is the sender's fault and says so without repeating what was sent (QA-02,
// TK-20, TK-21).
func FuzzReadFields(f *testing.F) {
	for _, body := range []string{
		"a=1&b=x+%C3%BC&empty=", "a=1&a=1", "a=%zz", "a;b", "=", "&&&", "%00=%00", "a=%ff",
		`{"a":1,"b":"x"}`, `{"a":"1","a":"2"}`, `{"a":1e999}`, `{"\ud800":"\udfff"}`, `{"a":[[[[]]]]}`, `[]`, "\ufeff{}", `{"a":true}x`,
	} {
		f.Add(body, true)
		f.Add(body, false)
	}
	f.Fuzz(func(t *testing.T, body string, asJSON bool) {
		r := httptest.NewRequest(http.MethodPost, "/oauth/token", strings.NewReader(body))
		r.Header.Set("Content-Type", map[bool]string{true: jsonKind, false: formKind}[asJSON])
		fields, err := ReadFields(r)
		checkRefusal(t, err)
		if err != nil {
			return
		}
		if len(fields) > maxFields {
			t.Errorf("%d parameters", len(fields))
		}
		for name, value := range fields {
			if value == "" || !utf8.ValidString(name) || !utf8.ValidString(value) {
				t.Errorf("%q is %q", name, value)
			}
		}
	})
}

// FuzzReadParams is the same for what a browser sends, query and form together.
func FuzzReadParams(f *testing.F) {
	for _, s := range []string{"", "a=1", "a=1&a=2", "a=%zz", "a=%ff", "%61=1&a=2", "a;b=1", strings.Repeat("a=1&", 60)} {
		f.Add(s, "b=2")
		f.Add("b=2", s)
	}
	f.Fuzz(func(t *testing.T, query, body string) {
		r := httptest.NewRequest(http.MethodPost, "/authorize", strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", formKind)
		params, err := ReadParams(r)
		checkRefusal(t, err)
		for name, value := range params {
			if err == nil && (value == "" || !utf8.ValidString(name) || !utf8.ValidString(value)) {
				t.Errorf("%q is %q", name, value)
			}
		}
	})
}

func checkRefusal(t *testing.T, err error) {
	t.Helper()
	var refused *oauth.Error
	if err == nil || errors.As(err, &refused) && refused.HTTPStatus() < http.StatusInternalServerError {
		return
	}
	t.Errorf("the error is %v", err)
}
