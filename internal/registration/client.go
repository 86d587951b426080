package registration

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"slices"

	"authd/internal/authd"
	"authd/internal/brand"
	"authd/internal/config"
	"authd/internal/config/document"
	"authd/internal/seal"
)

// Prefix begins the client_id of every registered client, so that a log tells them
// from those that the operator wrote down.
const Prefix = "dcr_"

const purposeSecret seal.Purpose = "client secret of a registered client"

// newID makes a client_id of 128 random bits. It is no `sub`, which has a bar or an
// "@" in it (security row CA-14).
func newID() string {
	id := make([]byte, 16)
	rand.Read(id) // never fails, crypto/rand
	return Prefix + base64.RawURLEncoding.EncodeToString(id)
}

// A Registry turns registrations into clients.
type Registry struct {
	Policy Policy
	Hash   func(purpose seal.Purpose, text string) []byte // keyed, and the same for the life of the database
}

// NewRegistry is the Registry of a configuration. With another hash every secret
// would be another.
func NewRegistry(s *config.Snapshot, hash func(purpose seal.Purpose, text string) []byte) Registry {
	return Registry{Policy: Policy{GrantTypes: s.Registration.GrantTypes, Dev: s.Dev.Enabled}, Hash: hash}
}

// Admit is the client that r stands for, by the Policy of now and by the rules of a
// configuration, which judge knows. Its error says which of them it breaks.
func (g Registry) Admit(r authd.Registration, judge func(document.Client) (authd.Client, error)) (authd.Client, error) {
	m, refused := Parse([]byte(r.Metadata), g.Policy)
	if refused != nil {
		return authd.Client{}, refused
	}
	c, err := judge(g.client(r.ClientID, m))
	c.Registered = true
	return c, err
}

func (g Registry) client(id string, m Metadata) document.Client {
	return document.Client{
		ClientID:                  id,
		Name:                      m.ClientName,
		AppType:                   m.appType(),
		ClientSecret:              g.secret(id, m),
		TokenEndpointAuthMethod:   m.TokenEndpointAuthMethod,
		StrictAuthMethod:          true,
		UserinfoSignedResponseAlg: m.UserinfoSignedResponseAlg,
		RequestObjectSigningAlg:   m.requestObjectAlg(),
		RequireSignedRequest:      m.RequireSignedRequest,
		RequirePushed:             m.RequirePushed,
		DPoPBound:                 m.DPoPBound,
		SubjectType:               m.SubjectType,
		SectorIdentifierURI:       m.SectorIdentifierURI,
		JWKS:                      string(m.JWKS),
		JWKSURI:                   m.JWKSURI,
		GrantTypes:                m.GrantTypes,
		ResponseTypes:             m.ResponseTypes,
		Callbacks:                 m.RedirectURIs,
		AllowedLogoutURLs:         m.PostLogoutRedirectURIs,
		BackchannelLogoutURI:      m.BackchannelLogoutURI,
		BackchannelSession:        m.BackchannelSession,
		FrontchannelLogoutURI:     m.FrontchannelLogoutURI,
		FrontchannelSession:       m.FrontchannelSession,
		JWTConfiguration:          document.JWTConfiguration{Alg: m.IDTokenSignedResponseAlg},
		LogoURI:                   brand.Logo(m.LogoURI),
		PolicyURI:                 m.PolicyURI,
		TOSURI:                    m.TOSURI,
	}
}

// secret is the client's, of 256 bits; empty for one that has none. It is kept
// nowhere: a keyed hash over the client_id makes it again, also for HS256, which
// could not do with a hash of it (security row CA-04).
func (g Registry) secret(id string, m Metadata) string {
	methods := []authd.AuthMethod{authd.AuthBasic, authd.AuthPost, authd.AuthSecretJWT}
	if !slices.Contains(methods, authd.AuthMethod(m.TokenEndpointAuthMethod)) {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(g.Hash(purposeSecret, id))
}

// requestObjectAlg is any of its keys' for a client that has keys and names no
// algorithm (OIDC Registration §2).
func (m Metadata) requestObjectAlg() string {
	if m.RequestObjectSigningAlg == "" && (m.JWKS != "" || m.JWKSURI != "") {
		return document.AnyAlg
	}
	return m.RequestObjectSigningAlg
}

func (m Metadata) appType() string {
	switch {
	case m.ApplicationType == appNative:
		return "native"
	case m.TokenEndpointAuthMethod == string(authd.AuthNone):
		return "spa"
	}
	return "regular_web"
}

// metadataOf is what r was registered with, whatever may be registered now.
func metadataOf(r authd.Registration) Metadata {
	var m Metadata
	_ = json.Unmarshal([]byte(r.Metadata), &m) // text wrote it
	return m
}

// text is what is kept of m.
func (m Metadata) text() string {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // only texts, flags, and JSON that was just read
	}
	return string(text)
}
