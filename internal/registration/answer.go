package registration

import (
	"net/url"
	"strings"

	"authd/internal/authd"
)

// An answer is the client information response of RFC 7591 §3.2.1 and RFC 7592 §3:
// all that is registered.
type answer struct {
	ClientID        string `json:"client_id"`
	IssuedAt        int64  `json:"client_id_issued_at"`
	Secret          string `json:"client_secret,omitempty"`
	SecretExpiresAt *int64 `json:"client_secret_expires_at,omitempty"` // 0, never, for a client that has one
	Token           string `json:"registration_access_token"`
	Address         string `json:"registration_client_uri"`
	Metadata
}

func (h *Handler) describe(r authd.Registration, m Metadata, token string) answer {
	a := answer{
		ClientID: r.ClientID, IssuedAt: r.CreatedAt.Unix(), Token: token,
		Address: strings.TrimSuffix(h.Issuer, "/") + Path + "/" + url.PathEscape(r.ClientID), Metadata: m,
	}
	if h.secret(r.ClientID, m) != "" {
		a.SecretExpiresAt = new(int64)
	}
	return a
}

// with shows secret, if there is one to show.
func (a answer) with(secret string) answer {
	a.Secret = secret
	return a
}
