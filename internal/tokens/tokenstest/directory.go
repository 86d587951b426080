package tokenstest

import (
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// The names in Directory.
const (
	Issuer  = "https://auth.example.com/"
	Orders  = "https://api.example.com" // an API with nothing set
	Secrets = "https://hs.example.com"  // an API that signs with HS256
)

const file = "authd.yaml"

// Set is a value the file gives in line.
func Set[T any](value T, path string, line int) authd.Value[T] {
	return authd.Value[T]{V: value, At: authd.Setting{Path: path, File: file, Line: line, Column: 5}, Set: true}
}

// Unset is a value the file does not give.
func Unset[T any](path string) authd.Value[T] {
	return authd.Value[T]{At: authd.Setting{Path: path}}
}

// Seconds is a lifetime of n seconds.
func Seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// tenant has nothing set.
func tenant() authd.Tenant {
	return authd.Tenant{
		Issuer:          Issuer,
		DefaultAudience: Unset[string]("tenant.default_audience"),

		SessionLifetime:     Unset[time.Duration]("tenant.session_lifetime"),
		IdleSessionLifetime: Unset[time.Duration]("tenant.idle_session_lifetime"),
		Userinfo: authd.Userinfo{
			TokenLifetimeForWeb: Unset[time.Duration]("userinfo.token_lifetime_for_web"),
			TokenLifetime:       Unset[time.Duration]("userinfo.token_lifetime"),
			TokenFormat:         Unset[string]("userinfo.token_format"),
		},
	}
}

// spa is a client with nothing set but its grants.
func spa() authd.Client {
	grants := []oauth.GrantType{oauth.GrantImplicit, oauth.GrantAuthorizationCode, oauth.GrantRefreshToken}
	return authd.Client{
		ID:                     "spa",
		GrantTypes:             Set(grants, "clients[spa].grant_types", 8),
		IDTokenLifetime:        Unset[time.Duration]("clients[spa].jwt_configuration.lifetime_in_seconds"),
		IDTokenAlg:             Unset[string]("clients[spa].jwt_configuration.alg"),
		DefaultAudience:        Unset[string]("clients[spa].default_audience"),
		DPoPBound:              Unset[bool]("clients[spa].dpop_bound_access_tokens"),
		AllowRequestedLifetime: Unset[bool]("clients[spa].allow_requested_lifetime"),
		RefreshToken: authd.RefreshTokenSettings{
			RotationType:      Unset[string]("clients[spa].refresh_token.rotation_type"),
			ExpirationType:    Unset[string]("clients[spa].refresh_token.expiration_type"),
			TokenLifetime:     Unset[time.Duration]("clients[spa].refresh_token.token_lifetime"),
			IdleTokenLifetime: Unset[time.Duration]("clients[spa].refresh_token.idle_token_lifetime"),
			Leeway:            Unset[time.Duration]("clients[spa].refresh_token.leeway"),
		},
	}
}

// api is an API with nothing set but one scope.
func api(identifier string) authd.API {
	path := "apis[" + identifier + "]."
	return authd.API{
		Identifier:          identifier,
		SigningAlg:          Unset[string](path + "signing_alg"),
		TokenDialect:        Unset[string](path + "token_dialect"),
		TokenLifetime:       Unset[time.Duration](path + "token_lifetime"),
		TokenLifetimeForWeb: Unset[time.Duration](path + "token_lifetime_for_web"),
		AllowOfflineAccess:  Unset[bool](path + "allow_offline_access"),
		Scopes:              []authd.APIScope{{Value: "read:orders"}},
	}
}

// hsAPI signs with a secret that it shares with the server.
func hsAPI() authd.API {
	a := api(Secrets)
	a.SigningAlg = Set("HS256", "apis["+Secrets+"].signing_alg", 31)
	a.SigningSecret = "a secret of at least thirty-two bytes"
	return a
}

// Directory has the client spa and the APIs Orders and Secrets, with nothing set
// but the grants, a scope each, and the algorithm and secret of Secrets.
func Directory() authd.Directory {
	return authd.Directory{
		Tenant:  tenant(),
		Clients: map[string]authd.Client{"spa": spa()},
		APIs:    map[string]authd.API{Orders: api(Orders), Secrets: hsAPI()},
	}
}

// Changed returns the directory with its client spa altered.
func Changed(dir authd.Directory, change func(*authd.Client)) authd.Directory {
	c := dir.Clients["spa"]
	change(&c)
	dir.Clients["spa"] = c
	return dir
}

// ChangedAPI returns the directory with one API altered.
func ChangedAPI(dir authd.Directory, identifier string, change func(*authd.API)) authd.Directory {
	a := dir.APIs[identifier]
	change(&a)
	dir.APIs[identifier] = a
	return dir
}
