package registration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"authd/internal/oauth"
)

// Metadata are the members of RFC 7591 §2, OIDC Registration §2, RFC 9101 §10.5, RFC
// 9126 §6, RFC 9449 §5.2 and the two logout specifications that count here. All others
// are passed over, as RFC 7591 §2 asks.
type Metadata struct {
	RedirectURIs              []string `json:"redirect_uris,omitempty"`
	ResponseTypes             []string `json:"response_types,omitempty"`
	GrantTypes                []string `json:"grant_types,omitempty"`
	ApplicationType           string   `json:"application_type,omitempty"`
	ClientName                string   `json:"client_name,omitempty"`
	LogoURI                   string   `json:"logo_uri,omitempty"`
	PolicyURI                 string   `json:"policy_uri,omitempty"`
	TOSURI                    string   `json:"tos_uri,omitempty"`
	JWKSURI                   string   `json:"jwks_uri,omitempty"`
	JWKS                      keySet   `json:"jwks,omitempty"`
	TokenEndpointAuthMethod   string   `json:"token_endpoint_auth_method,omitempty"`
	IDTokenSignedResponseAlg  string   `json:"id_token_signed_response_alg,omitempty"`
	UserinfoSignedResponseAlg string   `json:"userinfo_signed_response_alg,omitempty"`
	RequestObjectSigningAlg   string   `json:"request_object_signing_alg,omitempty"`
	RequireSignedRequest      bool     `json:"require_signed_request_object,omitempty"`
	RequirePushed             bool     `json:"require_pushed_authorization_requests,omitempty"`
	DPoPBound                 bool     `json:"dpop_bound_access_tokens,omitempty"`
	SubjectType               string   `json:"subject_type,omitempty"`
	SectorIdentifierURI       string   `json:"sector_identifier_uri,omitempty"`
	PostLogoutRedirectURIs    []string `json:"post_logout_redirect_uris,omitempty"`
	BackchannelLogoutURI      string   `json:"backchannel_logout_uri,omitempty"`
	BackchannelSession        bool     `json:"backchannel_logout_session_required,omitempty"`
	FrontchannelLogoutURI     string   `json:"frontchannel_logout_uri,omitempty"`
	FrontchannelSession       bool     `json:"frontchannel_logout_session_required,omitempty"`
}

// A keySet is a JSON object, as it was sent but for white space.
type keySet string

// UnmarshalJSON accepts an object.
func (k *keySet) UnmarshalJSON(text []byte) error {
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil || text[0] != '{' {
		return errors.New("not an object")
	}
	*k = keySet(compact.String())
	return nil
}

// MarshalJSON is the object.
func (k keySet) MarshalJSON() ([]byte, error) { return []byte(k), nil }

// encrypted are members of which passing over would promise what is not kept:
// whoever asks for encryption does not want it in clear.
var encrypted = []string{"id_token_encrypted_response_alg", "userinfo_encrypted_response_alg"}

// A body is a JSON object whose members are not read yet.
type body map[string]json.RawMessage

func readBody(text []byte) (body, *oauth.Error) {
	var b body
	if err := json.Unmarshal(text, &b); err != nil || b == nil {
		return nil, oauth.Errorf(oauth.InvalidClientMetadata, "The body must be one JSON object.").WithCause(err)
	}
	return b, nil
}

// into reads the members that v, a pointer to a struct, has fields for. Their names
// are compared letter by letter, which package json would not do. A null counts as
// left out.
func (b body) into(v any) *oauth.Error {
	fields := reflect.ValueOf(v).Elem()
	for i := range fields.NumField() {
		name, _, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
		if !b.has(name) {
			continue
		}
		field := fields.Field(i)
		if err := json.Unmarshal(b[name], field.Addr().Interface()); err != nil {
			return wrong(name, "must be %s", kindOf(field.Type()))
		}
	}
	return nil
}

func (b body) has(name string) bool {
	text, said := b[name]
	return said && !bytes.Equal(bytes.TrimSpace(text), []byte("null"))
}

func kindOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[keySet]():
		return "a JSON Web Key Set, an object"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Slice:
		return "a list of texts"
	}
	return "a text"
}

// wrong is invalid_client_metadata about one member (RFC 7591 §3.2.2).
func wrong(member, format string, args ...any) *oauth.Error {
	return oauth.Errorf(oauth.InvalidClientMetadata, "%s", member+": "+fmt.Sprintf(format, args...))
}

// wrongRedirect is wrong for redirect_uris, which has a code of its own.
func wrongRedirect(format string, args ...any) *oauth.Error {
	return oauth.Errorf(oauth.InvalidRedirectURI, "%s", "redirect_uris"+fmt.Sprintf(format, args...))
}
