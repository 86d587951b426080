package discovery

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/web"
)

func directory(issuer string, algs ...string) authd.Directory {
	dir := authd.Directory{Tenant: authd.Tenant{Issuer: issuer}, Clients: map[string]authd.Client{"unset": {}}}
	for _, alg := range algs {
		dir.Clients[alg] = authd.Client{IDTokenAlg: authd.Value[string]{V: alg, Set: true}}
	}
	return dir
}

func get(t *testing.T, h web.HandlerFunc, header ...string) *http.Response {
	t.Helper()
	return do(t, h, http.MethodGet, header...)
}

func do(t *testing.T, h web.HandlerFunc, method string, header ...string) *http.Response {
	t.Helper()
	r, w := httptest.NewRequest(method, "/", nil), httptest.NewRecorder()
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if err := h(w, r); err != nil {
		t.Fatal(err)
	}
	return w.Result()
}

// JW-08: the issuer is said exactly as configured, and only true claims are made.
func TestJW08_Metadata(t *testing.T) {
	var got map[string]any
	response := get(t, Configuration(directory("https://auth.example.com/")))
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"issuer":                                                   "https://auth.example.com/",
		"authorization_endpoint":                                   "https://auth.example.com/authorize",
		"token_endpoint":                                           "https://auth.example.com/oauth/token",
		"token_endpoint_auth_methods_supported":                    []any{"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"},
		"code_challenge_methods_supported":                         []any{"S256"},
		"device_authorization_endpoint":                            "https://auth.example.com/oauth/device/code",
		"revocation_endpoint":                                      "https://auth.example.com/oauth/revoke",
		"revocation_endpoint_auth_methods_supported":               []any{"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"},
		"introspection_endpoint":                                   "https://auth.example.com/oauth/introspect",
		"introspection_endpoint_auth_methods_supported":            []any{"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"},
		"introspection_endpoint_auth_signing_alg_values_supported": []any{"RS256", "PS256", "ES256", "HS256"},
		"pushed_authorization_request_endpoint":                    "https://auth.example.com/oauth/par",
		"dpop_signing_alg_values_supported":                        []any{"RS256", "PS256", "ES256", "EdDSA"},
		"userinfo_endpoint":                                        "https://auth.example.com/userinfo",
		"jwks_uri":                                                 "https://auth.example.com/.well-known/jwks.json",
		"response_types_supported":                                 []any{"code", "token", "id_token", "id_token token", "token id_token", "code token", "code id_token", "code id_token token", "code token id_token"},
		"response_modes_supported":                                 []any{"query", "fragment", "form_post", "web_message"},
		"grant_types_supported":                                    []any{"authorization_code", "implicit", "refresh_token", "client_credentials", "http://auth0.com/oauth/grant-type/passwordless/otp", "urn:ietf:params:oauth:grant-type:device_code"},
		"subject_types_supported":                                  []any{"public", "pairwise"},
		"id_token_signing_alg_values_supported":                    []any{"RS256"},
		"scopes_supported":                                         []any{"openid", "profile", "email", "phone", "address", "offline_access"},
		"end_session_endpoint":                                     "https://auth.example.com/oidc/logout",
		"check_session_iframe":                                     "https://auth.example.com/oidc/check-session",
		"backchannel_logout_supported":                             true,
		"backchannel_logout_session_supported":                     true,
		"frontchannel_logout_supported":                            true,
		"frontchannel_logout_session_supported":                    true,
		"token_endpoint_auth_signing_alg_values_supported":         []any{"RS256", "PS256", "ES256", "HS256"},
		"revocation_endpoint_auth_signing_alg_values_supported":    []any{"RS256", "PS256", "ES256", "HS256"},
		"claims_supported": []any{"iss", "sub", "aud", "iat", "exp", "nonce", "at_hash", "c_hash", "auth_time", "acr", "amr", "sid",
			"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
			"gender", "birthdate", "zoneinfo", "locale", "updated_at", "email", "email_verified", "address", "phone_number", "phone_number_verified"},
		"prompt_values_supported": []any{"none", "login", "consent", "select_account"},
		"ui_locales_supported":    []any{"en", "de", "es", "fr", "ja", "pt"},
		"acr_values_supported":    []any{"1"}, "display_values_supported": []any{"page", "popup", "touch", "wap"}, "claim_types_supported": []any{"normal"},
		"claims_parameter_supported":                     true,
		"userinfo_signing_alg_values_supported":          []any{"RS256"},
		"request_parameter_supported":                    true,
		"request_object_signing_alg_values_supported":    []any{"RS256", "PS256", "ES256", "HS256"},
		"request_uri_parameter_supported":                false,
		"authorization_response_iss_parameter_supported": true,
	}
	for name, value := range want {
		if !reflect.DeepEqual(got[name], value) {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
		delete(got, name)
	}
	if len(got) > 0 {
		t.Errorf("it also claims %v", got)
	}
}

func TestNew_URLsBeginWithTheIssuer(t *testing.T) {
	for _, issuer := range []string{"https://localhost:8443/", "http://127.0.0.1:8080/"} {
		m := New(directory(issuer))
		for _, url := range []string{m.AuthorizationEndpoint, m.TokenEndpoint, m.RevocationEndpoint, m.UserinfoEndpoint, m.JWKSURI} {
			if !strings.HasPrefix(url, issuer) || strings.Contains(strings.TrimPrefix(url, issuer), "//") {
				t.Errorf("issuer %s: got %s", issuer, url)
			}
		}
	}
}

// JW-01: what clients are configured with is listed, RS256 always, none never.
func TestJW01_IDTokenAlgs(t *testing.T) {
	got := New(directory("https://auth.example.com/", "PS256", "HS256", "ES256", "RS256")).IDTokenAlgs
	if want := []string{"RS256", "ES256", "HS256", "PS256"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// JW-01: so it is with the answers of /userinfo.
func TestJW01_UserinfoAlgs(t *testing.T) {
	dir := directory("https://auth.example.com/", "PS256")
	dir.Clients["signed"] = authd.Client{UserinfoAlg: "ES256"}
	if got, want := New(dir).UserinfoAlgs, []string{"RS256", "ES256"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// JW-08: both documents may be cached, for an hour at most, and asked for again.
func TestJW08_Caching(t *testing.T) {
	handlers := map[string]web.HandlerFunc{
		"configuration": Configuration(directory("https://auth.example.com/")),
		"jwks":          JWKS(func() web.Document { return web.NewDocument([]byte(`{"keys":[]}`)) }),
	}
	for name, h := range handlers {
		first := get(t, h)
		t.Run(name+": GET", func(t *testing.T) {
			if kind := first.Header.Get("Content-Type"); first.StatusCode != http.StatusOK || kind != "application/json" {
				t.Errorf("got %d %s", first.StatusCode, kind)
			}
			age, found := strings.CutPrefix(first.Header.Get("Cache-Control"), "public, max-age=")
			if seconds, err := strconv.Atoi(age); !found || err != nil || seconds < 300 || seconds > 3600 {
				t.Errorf("Cache-Control is %q", first.Header.Get("Cache-Control"))
			}
		})
		t.Run(name+": HEAD says the same without a body", func(t *testing.T) {
			head := do(t, h, http.MethodHead)
			if head.StatusCode != http.StatusOK || head.Header.Get("ETag") != first.Header.Get("ETag") || head.ContentLength <= 0 {
				t.Errorf("got %d, tag %s, length %d", head.StatusCode, head.Header.Get("ETag"), head.ContentLength)
			}
		})
		t.Run(name+": unchanged since", func(t *testing.T) {
			if again := get(t, h, "If-None-Match", first.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
				t.Errorf("got %d, want 304", again.StatusCode)
			}
		})
		t.Run(name+": changed since", func(t *testing.T) {
			if again := get(t, h, "If-None-Match", `"older"`); again.StatusCode != http.StatusOK {
				t.Errorf("got %d, want 200", again.StatusCode)
			}
		})
	}
}

func TestJWKS_FollowsTheRing(t *testing.T) {
	doc := web.NewDocument([]byte(`{"keys":["old"]}`))
	h := JWKS(func() web.Document { return doc })
	old := get(t, h).Header.Get("ETag")
	doc = web.NewDocument([]byte(`{"keys":["new"]}`))
	if now := get(t, h, "If-None-Match", old); now.StatusCode != http.StatusOK || now.Header.Get("ETag") == old {
		t.Errorf("got %d with tag %s after the keys changed", now.StatusCode, now.Header.Get("ETag"))
	}
}
