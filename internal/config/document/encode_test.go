package document_test

import (
	"testing"
	"time"

	"authd/internal/config/document"
)

const encoded = `# the whole

# which one?
issuer: https://auth.example.com/
server:
  tls:
    mode: off
tenant:
  session_lifetime: 604800
clients:
  - client_id: 'a: b'
    # from elsewhere
    grant_types:
      - implicit
    refresh_token:
      token_lifetime: 876000h
      leeway: 0
    is_first_party: false
  - client_id: "007"
    is_first_party: true
`

func TestEncode(t *testing.T) {
	f := document.File{
		Issuer: "https://auth.example.com/",
		Server: document.Server{TLS: document.TLS{Mode: "off"}},
		Tenant: document.Tenant{SessionLifetime: document.Lifetime(7 * 24 * time.Hour)},
		Clients: []document.Client{
			{ClientID: "a: b", GrantTypes: []string{"implicit"}, RefreshToken: document.RefreshToken{TokenLifetime: document.Lifetime(876000 * time.Hour)}},
			{ClientID: "007", IsFirstParty: true},
		},
	}
	got, err := f.Encode(map[string]string{"": "the whole", "issuer": "which one?", "clients[a: b].grant_types": "from elsewhere"})
	if err != nil || string(got) != encoded {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, encoded)
	}
}

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	f := document.File{Limits: document.Limits{Token: document.TokenLimits{PerIP: document.Rates{{N: 1, Per: time.Second}}}}}
	if got, err := f.Encode(nil); err == nil {
		t.Errorf("got %s", got)
	}
}
