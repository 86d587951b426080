package oauth

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func everything(string) bool { return true }

// ID-06, JW-11: what a claims parameter asks for, and what of it is passed over.
func TestID06_ParseClaims(t *testing.T) {
	for name, row := range map[string]struct{ text, userinfo, idToken string }{
		"nothing":             {"", "", ""},
		"an empty object":     {"{}", "", ""},
		"both places":         {`{"userinfo":{"name":{"essential":true},"email":null},"id_token":{"auth_time":{"essential":true}}}`, "email name", "auth_time"},
		"null for a place":    {`{"userinfo":null,"id_token":{"acr":null}}`, "", "acr"},
		"other members":       {`{"UserInfo":{"a":null},"ID_TOKEN":7,"verified_claims":7,"id_token":{"b":{"unknown":[1]}}}`, "", "b"},
		"values of any kind":  {`{"userinfo":{"x":{"value":{"a":[1]}},"y":{"values":[1,true,"z"]}}}`, "x y", ""},
		"as deep as it can":   {`{"userinfo":{"x":{"value":` + strings.Repeat("[", 29) + strings.Repeat("]", 29) + `}}}`, "x", ""},
		"as long as possible": {`{"userinfo":{"x":null}` + strings.Repeat(" ", maxClaims-23) + `}`, "x", ""},
	} {
		got, err := ParseClaims(row.text)
		if err != nil || Names(got.Userinfo, everything) != row.userinfo || Names(got.IDToken, everything) != row.idToken {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestParseClaims_WhatIsSaidOfOne(t *testing.T) {
	for text, want := range map[string]ClaimRequest{
		`null`: {}, `{}`: {}, `{"essential":true}`: {Essential: true}, `{"essential":false}`: {},
		`{"value":"a"}`: {Values: []string{"a"}}, `{"values":["a","b"],"essential":true}`: {Essential: true, Values: []string{"a", "b"}},
		`{"value":"a","values":["b"]}`: {Values: []string{"b", "a"}},
		`{"values":[]}`:                {Values: []string{}}, `{"value":7}`: {Values: []string{}}, `{"value":null}`: {Values: []string{}},
		`{"ESSENTIAL":true,"Value":"a"}`: {},
	} {
		got, err := ParseClaims(`{"id_token":{"acr":` + text + `}}`)
		if err != nil || !reflect.DeepEqual(got.IDToken["acr"], want) {
			t.Errorf("%s: %+v, %v", text, got.IDToken["acr"], err)
		}
	}
}

func TestJW11_ClaimsThatAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "{", "no object": "[]", "a text": `"x"`, "null": "null", "and more": "{}{}", "a place that is none": `{"userinfo":[]}`,
		"a claim that is a text": `{"id_token":{"email":"x"}}`, "essential that is a text": `{"id_token":{"email":{"essential":"yes"}}}`,
		"values that are a text":  `{"id_token":{"email":{"values":"x"}}}`,
		"a place twice":           `{"userinfo":{"a":null},"userinfo":{"b":null}}`,
		"a claim twice":           `{"userinfo":{"a":null,"\u0061":{}}}`,
		"a word on a claim twice": `{"id_token":{"acr":{"essential":false,"essential":true}}}`,
		"too deep":                `{"userinfo":{"x":{"value":` + strings.Repeat("[", 30) + strings.Repeat("]", 30) + `}}}`,
		"too long":                `{"userinfo":{"x":null}` + strings.Repeat(" ", maxClaims) + `}`,
	} {
		got, err := ParseClaims(text)
		var refused *Error
		if !errors.As(err, &refused) || refused.Code != InvalidRequest || got.IDToken != nil || got.Userinfo != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestNamesAreThoseThatAreKnown(t *testing.T) {
	r, err := ParseClaims(`{"userinfo":{"name":null,"shoe_size":null,"name#de":null}}`)
	if got := Names(r.Userinfo, func(name string) bool { return name == "name" }); err != nil || got != "name" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestWants(t *testing.T) {
	for name, row := range map[string]struct {
		request ClaimRequest
		want    bool
	}{
		"anything": {ClaimRequest{}, true}, "this": {ClaimRequest{Values: []string{"b", "a"}}, true},
		"another": {ClaimRequest{Values: []string{"b"}}, false}, "nothing there is": {ClaimRequest{Values: []string{}}, false},
	} {
		if row.request.Wants("a") != row.want {
			t.Error(name)
		}
	}
}

func FuzzParseClaims(f *testing.F) {
	f.Add(`{"userinfo":{"name":{"essential":true},"email":null},"id_token":{"sub":{"value":"x"},"acr":{"values":["a"]}}}`)
	f.Add(`{"userinfo":`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseClaims(text)
		var refused *Error
		if err != nil && (r.IDToken != nil || r.Userinfo != nil || !errors.As(err, &refused) || refused.Code != InvalidRequest) {
			t.Errorf("%+v, %v", r, err)
		}
		for name := range r.Userinfo {
			if !strings.Contains(Names(r.Userinfo, everything), name) {
				t.Errorf("%q is lost", name)
			}
		}
		if Names(r.IDToken, func(string) bool { return false }) != "" {
			t.Error("unknown names pass")
		}
	})
}
