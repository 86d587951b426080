package oauth

import (
	"errors"
	"net/url"
	"slices"
	"testing"
)

var errCause = errors.New("cause")

func TestResponseTypesAreSets(t *testing.T) {
	for text, want := range map[string]ResponseType{
		"code": Code, "token": Token, "id_token token": Token | IDToken, "token id_token": Token | IDToken,
		"code id_token token": Code | Token | IDToken, "": 0, "token token": 0, "tokens": 0, "Token": 0,
	} {
		got, ok := ParseResponseType(text)
		if got != want || ok != (want != 0) {
			t.Errorf("%q: %v %v, want %v", text, got, ok, want)
		}
	}
	if got := (Token | IDToken).String(); got != "token id_token" {
		t.Errorf("written as %q", got)
	}
	for responseType, want := range map[ResponseType]ResponseMode{0: ModeQuery, Code: ModeQuery, Token: ModeFragment, IDToken: ModeFragment, Code | Token: ModeFragment} {
		if got := responseType.DefaultMode(); got != want {
			t.Errorf("%v goes to the %s", responseType, got)
		}
	}
}

func TestRepeatedParametersAreFound(t *testing.T) {
	p, repeated := ParseParams(url.Values{"a": {"1"}, "b": {""}, "c": {"1", "1"}}, url.Values{"d": {"1"}, "a": {"2"}})
	if p["a"] != "1" || p["d"] != "1" || !slices.Equal(repeated, []string{"a", "c"}) {
		t.Errorf("%v, repeated %v", p, repeated)
	}
	if _, there := p["b"]; there {
		t.Error("an empty value counts as present")
	}
	if got := (Params{"x": "a b"}).Values().Encode(); got != "x=a+b" {
		t.Errorf("encoded as %s", got)
	}
}

func TestScopesHaveNoRepeats(t *testing.T) {
	s := ParseScope("  openid  email openid ")
	if s.String() != "openid email" || !s.Has("email") || s.Has("mail") || ParseScope(" ") != nil {
		t.Errorf("%q", s)
	}
}

// TK-21: a description has only the characters RFC 6749 §5.2 allows.
func TestTK21_DescriptionsAreASCIIWithoutQuotes(t *testing.T) {
	err := Errorf(InvalidRequest, "%s", "a\"b\\c\r\nd\x00é\u2028<f>")
	if want := "a'b'c??d???<f>"; err.Description != want {
		t.Errorf("%q, want %q", err.Description, want)
	}
}

func TestErrorsAreCopiedWhenChanged(t *testing.T) {
	base := Errorf(InvalidRequest, "no")
	changed := base.WithStatus(403).WithRetryAfter(7).WithCause(errCause)
	if base.HTTPStatus() != 400 || base.Unwrap() != nil || changed.HTTPStatus() != 403 || changed.RetryAfter != 7 || changed.Error() != "invalid_request: no: cause" {
		t.Errorf("%+v, %+v", base, changed)
	}
	if hidden := Internal(errCause); hidden.HTTPStatus() != 500 || hidden.Description == "cause" {
		t.Errorf("%+v", hidden)
	}
}

func FuzzParsePrompt(f *testing.F) {
	f.Add("none login")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePrompt(text)
		if err == nil && p.Has(PromptNone) && p != PromptNone {
			t.Errorf("%q: none with others", text)
		}
	})
}
