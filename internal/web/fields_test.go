package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authd/internal/oauth"
)

func fieldsOf(target, kind, body string) (oauth.Params, *oauth.Error) {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	fields, err := ReadFields(r)
	var refused *oauth.Error
	errors.As(err, &refused)
	return fields, refused
}

const (
	jsonKind = "application/json"
	formKind = "application/x-www-form-urlencoded"
)

func TestFieldsAreTheSameByFormAndByJSON(t *testing.T) {
	for kind, body := range map[string]string{
		formKind:                          "a=1&b=x+%C3%BC&empty=",
		formKind + ";charset=UTF-8":       "a=1&b=x%20%C3%BC",
		jsonKind:                          `{"a":1,"b":"x ü","empty":"","list":[1],"object":{"a":"2"},"none":null}`,
		"Application/JSON; charset=utf-8": ` {"a":"1","b":"x ü"} `,
	} {
		got, err := fieldsOf("/", kind, body)
		if err != nil || len(got) != 2 || got["a"] != "1" || got["b"] != "x ü" {
			t.Errorf("%s: %v, %v", kind, got, err)
		}
	}
}

// AZ-09, TK-01: what two readers could read in two ways is refused, and so are
// parameters in an address.
func TestTK01_UnclearBodiesAreRefused(t *testing.T) {
	for name, row := range map[string][3]string{
		"twice in a form":       {"/", formKind, "a=1&a=1"},
		"twice in JSON":         {"/", jsonKind, `{"a":"1","a":"2"}`},
		"twice, once a list":    {"/", jsonKind, `{"a":["1"],"a":"2"}`},
		"two objects":           {"/", jsonKind, `{"a":"1"}{"a":"2"}`},
		"cut short":             {"/", jsonKind, `{"a":"1"`},
		"a list":                {"/", jsonKind, `["a"]`},
		"text":                  {"/", jsonKind, `"a"`},
		"nothing":               {"/", jsonKind, ``},
		"a bare name":           {"/", jsonKind, `{a:1}`},
		"bad percent-encoding":  {"/", formKind, `a=%zz`},
		"another kind":          {"/", "text/plain", `a=1`},
		"in the address":        {"/?client_secret=x", formKind, `a=1`},
		"in the address, JSON":  {"/?a=1", jsonKind, `{}`},
		"more than 50":          {"/", jsonKind, many(51)},
		"more than 50, by form": {"/", formKind, strings.NewReplacer(`{"`, "", `":"`, "=", `","`, "&", `"}`, "").Replace(many(51))},
	} {
		if got, err := fieldsOf(row[0], row[1], row[2]); err == nil || err.Code != oauth.InvalidRequest {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if got, err := fieldsOf("/", jsonKind, many(50)); err != nil || len(got) != 50 {
		t.Errorf("50 parameters: %v", err)
	}
}

// TK-20: a body above 64 KB is not read on.
func TestTK20_LargeBodiesAreRefused(t *testing.T) {
	for kind, body := range map[string]string{jsonKind: `{"a":"%s"}`, formKind: "a=%s"} {
		if _, err := fieldsOf("/", kind, fmt.Sprintf(body, strings.Repeat("x", MaxBody))); err == nil || err.HTTPStatus() != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// many is a JSON object with n members.
func many(n int) string {
	var members []string
	for i := range n {
		members = append(members, fmt.Sprintf("%q:%q", fmt.Sprint("p", i), "v"))
	}
	return "{" + strings.Join(members, ",") + "}"
}
