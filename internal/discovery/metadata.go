package discovery

import (
	"cmp"
	"slices"

	"authd/internal/authd"
	"authd/internal/locale"
	"authd/internal/oauth"
)

// Metadata is the provider metadata of OIDC Discovery §3 and RFC 8414 §2.
type Metadata struct {
	Issuer                 string               `json:"issuer"`
	AuthorizationEndpoint  string               `json:"authorization_endpoint"`
	TokenEndpoint          string               `json:"token_endpoint"`
	DeviceEndpoint         string               `json:"device_authorization_endpoint"` // RFC 8628 §4
	RevocationEndpoint     string               `json:"revocation_endpoint"`
	IntrospectionEndpoint  string               `json:"introspection_endpoint"`
	PushedEndpoint         string               `json:"pushed_authorization_request_endpoint"` // RFC 9126 §5
	DPoPAlgs               []string             `json:"dpop_signing_alg_values_supported"`     // RFC 9449 §5.1
	UserinfoEndpoint       string               `json:"userinfo_endpoint"`
	RegistrationEndpoint   string               `json:"registration_endpoint,omitempty"` // RFC 7591 §3
	EndSessionEndpoint     string               `json:"end_session_endpoint"`            // RP-Initiated Logout §2.1
	CheckSessionIframe     string               `json:"check_session_iframe"`            // Session Management §3.3
	BackchannelLogout      bool                 `json:"backchannel_logout_supported"`    // Back-Channel Logout §2.1
	BackchannelSession     bool                 `json:"backchannel_logout_session_supported"`
	FrontchannelLogout     bool                 `json:"frontchannel_logout_supported"` // Front-Channel Logout §3
	FrontchannelSession    bool                 `json:"frontchannel_logout_session_supported"`
	JWKSURI                string               `json:"jwks_uri"`
	ResponseTypes          []string             `json:"response_types_supported"`
	ResponseModes          []oauth.ResponseMode `json:"response_modes_supported"`
	GrantTypes             []oauth.GrantType    `json:"grant_types_supported"`
	AuthMethods            []authd.AuthMethod   `json:"token_endpoint_auth_methods_supported"`
	RevocationAuthMethods  []authd.AuthMethod   `json:"revocation_endpoint_auth_methods_supported"`
	IntrospectionAuth      []authd.AuthMethod   `json:"introspection_endpoint_auth_methods_supported"`
	AssertionAlgs          []string             `json:"token_endpoint_auth_signing_alg_values_supported"`
	RevocationAlgs         []string             `json:"revocation_endpoint_auth_signing_alg_values_supported"`
	IntrospectionAlgs      []string             `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	ChallengeMethods       []string             `json:"code_challenge_methods_supported"`
	SubjectTypes           []string             `json:"subject_types_supported"`
	IDTokenAlgs            []string             `json:"id_token_signing_alg_values_supported"`
	Scopes                 oauth.Scope          `json:"scopes_supported"`
	Claims                 []string             `json:"claims_supported"`
	Prompts                []string             `json:"prompt_values_supported"`
	UILocales              []string             `json:"ui_locales_supported"`
	ACRValues              []string             `json:"acr_values_supported"`
	Displays               []string             `json:"display_values_supported"`
	ClaimTypes             []string             `json:"claim_types_supported"`
	ClaimsParameter        bool                 `json:"claims_parameter_supported"`
	RequestParameter       bool                 `json:"request_parameter_supported"`
	UserinfoAlgs           []string             `json:"userinfo_signing_alg_values_supported"`
	RequestObjectAlgs      []string             `json:"request_object_signing_alg_values_supported"`
	RequestURIParameter    bool                 `json:"request_uri_parameter_supported"` // when it is left out, the default is true
	IssParameterInResponse bool                 `json:"authorization_response_iss_parameter_supported"`
}

// New describes the server that dir configures. Every URL begins with the issuer
// exactly as configured; some clients compare the beginning.
func New(dir authd.Directory) Metadata {
	issuer := dir.Tenant.Issuer
	return Metadata{
		Issuer:                issuer,
		AuthorizationEndpoint: issuer + "authorize",
		TokenEndpoint:         issuer + "oauth/token",
		DeviceEndpoint:        issuer + "oauth/device/code",
		RevocationEndpoint:    issuer + "oauth/revoke",
		IntrospectionEndpoint: issuer + "oauth/introspect",
		PushedEndpoint:        issuer + "oauth/par",
		UserinfoEndpoint:      issuer + "userinfo",
		RegistrationEndpoint:  registrationEndpoint(dir.Tenant),
		EndSessionEndpoint:    issuer + "oidc/logout",
		CheckSessionIframe:    issuer + "oidc/check-session",
		BackchannelLogout:     true,
		BackchannelSession:    true,
		FrontchannelLogout:    true,
		FrontchannelSession:   true,
		JWKSURI:               issuer + ".well-known/jwks.json",
		// Where tokens come in two the registry's spelling and the one Auth0 lists.
		ResponseTypes: []string{
			"code", "token", "id_token", "id_token token", "token id_token",
			"code token", "code id_token", "code id_token token", "code token id_token",
		},
		ResponseModes:         []oauth.ResponseMode{oauth.ModeQuery, oauth.ModeFragment, oauth.ModeFormPost, oauth.ModeWebMessage},
		GrantTypes:            []oauth.GrantType{oauth.GrantAuthorizationCode, oauth.GrantImplicit, oauth.GrantRefreshToken, oauth.GrantClientCredentials, oauth.GrantPasswordlessOTP, oauth.GrantDeviceCode},
		AuthMethods:           []authd.AuthMethod{authd.AuthBasic, authd.AuthPost, authd.AuthSecretJWT, authd.AuthPrivateKeyJWT, authd.AuthNone},
		RevocationAuthMethods: []authd.AuthMethod{authd.AuthBasic, authd.AuthPost, authd.AuthSecretJWT, authd.AuthPrivateKeyJWT, authd.AuthNone},
		AssertionAlgs:         []string{"RS256", "PS256", "ES256", "HS256"},
		RevocationAlgs:        []string{"RS256", "PS256", "ES256", "HS256"},
		IntrospectionAuth:     []authd.AuthMethod{authd.AuthBasic, authd.AuthPost, authd.AuthSecretJWT, authd.AuthPrivateKeyJWT},
		IntrospectionAlgs:     []string{"RS256", "PS256", "ES256", "HS256"},
		DPoPAlgs:              []string{"RS256", "PS256", "ES256", "EdDSA"},
		ChallengeMethods:      []string{"S256"},
		SubjectTypes:          []string{authd.SubjectPublic, authd.SubjectPairwise},
		IDTokenAlgs:           idTokenAlgs(dir),
		Scopes:                oauth.Scope{oauth.ScopeOpenID, oauth.ScopeProfile, oauth.ScopeEmail, oauth.ScopePhone, oauth.ScopeAddress, oauth.ScopeOfflineAccess},
		Claims: []string{
			"iss", "sub", "aud", "iat", "exp", "nonce", "at_hash", "c_hash", "auth_time", "acr", "amr", "sid",
			"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
			"gender", "birthdate", "zoneinfo", "locale", "updated_at", "email", "email_verified", "address", "phone_number", "phone_number_verified",
		},
		Prompts:                []string{"none", "login", "consent", "select_account"},
		UILocales:              uiLocales(),
		ACRValues:              []string{"1"},
		Displays:               []string{"page", "popup", "touch", "wap"},
		ClaimTypes:             []string{"normal"},
		ClaimsParameter:        true,
		IssParameterInResponse: true, // RFC 9207 §3
		UserinfoAlgs:           userinfoAlgs(dir),
		RequestParameter:       true,
		RequestObjectAlgs:      []string{"RS256", "PS256", "ES256", "HS256"},
	}
}

func uiLocales() []string {
	var tags []string
	for _, tag := range locale.Tags() {
		tags = append(tags, tag.String())
	}
	return tags
}

// registrationEndpoint is empty where clients cannot register themselves.
func registrationEndpoint(t authd.Tenant) string {
	if !t.ClientRegistration {
		return ""
	}
	return t.Issuer + "oidc/register"
}

// idTokenAlgs lists RS256, which every provider must offer (OIDC Discovery §3),
// and what clients are configured with besides, or may register for.
func idTokenAlgs(dir authd.Directory) []string {
	return algs(dir, func(c authd.Client) string { return c.IDTokenAlg.Or("RS256") })
}

// userinfoAlgs lists what any client may be registered for at once, RS256, and
// what clients are. A key of any other algorithm is made when one is registered.
func userinfoAlgs(dir authd.Directory) []string {
	return algs(dir, func(c authd.Client) string { return cmp.Or(c.UserinfoAlg, "RS256") })
}

func algs(dir authd.Directory, of func(authd.Client) string) []string {
	if dir.Tenant.ClientRegistration {
		return []string{"RS256", "ES256", "HS256", "PS256"}
	}
	list := []string{"RS256"}
	for _, c := range dir.Clients {
		if alg := of(c); !slices.Contains(list, alg) {
			list = append(list, alg)
		}
	}
	slices.Sort(list[1:])
	return list
}
