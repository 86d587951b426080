package server

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"authd/internal/oauth"
)

// walkSecret is every confidential client's, long enough for HS256.
const walkSecret = "0123456789abcdef0123456789abcdef"

// walkAPIs have every algorithm, and lifetimes that are said, capped and left out.
const walkAPIs = `apis:
  - {identifier: "https://rs.test", token_lifetime: 4000, token_lifetime_for_web: 3000, allow_offline_access: true, scopes: [{value: "read:orders", description: Read}]}
  - {identifier: "https://es.test", signing_alg: ES256, scopes: [{value: "read:orders", description: Read}]}
  - {identifier: "https://ps.test", signing_alg: PS256, token_lifetime_for_web: 1000, allow_offline_access: true}
  - {identifier: "https://hs.test", signing_alg: HS256, signing_secret: "` + walkSecret + `", token_lifetime: 600, allow_offline_access: true}
`

var walkAudiences = []string{"https://rs.test", "https://es.test", "https://ps.test", "https://hs.test"}

// walkSettings turns the usual configuration into one of n clients. Client i has
// the grants that the bits of i+1 say, so 31 have every combination; the rest is
// diced, the same way each time.
func walkSettings(n int) setting {
	from, to := strings.Index(settings, "clients:\n"), strings.Index(settings, "connections:\n")
	dice, clients := rand.New(rand.NewPCG(7, 245)), strings.Builder{}
	for i := range n {
		clients.WriteString(walkClient(i, dice))
	}
	return setting{settings[from:to], "clients:\n" + clients.String() + walkAPIs}
}

func walkClient(i int, dice *rand.Rand) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, "    "+format+"\n", args...) }
	maybe := func() bool { return dice.IntN(2) == 0 }
	fmt.Fprintf(&b, "  - client_id: walk-%d\n", i)
	line("callbacks: [%q]", callback)
	line("web_origins: [%q]", app)
	grants := walkGrants(i)
	line("grant_types: [%s]", strings.Join(grants, ", "))
	if slices.Contains(grants, fmt.Sprintf("%q", oauth.GrantClientCredentials)) || maybe() {
		line("client_secret: %q", walkSecret)
		line("jwt_configuration: {lifetime_in_seconds: %d, alg: %s}", 1+dice.IntN(100000), []string{"RS256", "HS256"}[dice.IntN(2)])
		line("client_grants: [{audience: %q, scope: [\"read:orders\"]}]", walkAudiences[dice.IntN(2)])
	}
	if maybe() {
		line("default_audience: %q", walkAudiences[dice.IntN(len(walkAudiences))])
	}
	if maybe() {
		line("allow_requested_lifetime: true")
	}
	line("token_lifetimes:")
	line("  - {audience: userinfo, token_lifetime_for_web: %d}", 1+dice.IntN(500))
	for _, audience := range walkAudiences {
		if maybe() {
			line("  - {audience: %q, token_lifetime_for_web: %d, token_lifetime: %d}", audience, 1+dice.IntN(300), 300+dice.IntN(100000))
		}
	}
	if maybe() {
		line("refresh_token: {token_lifetime: %d, rotation_type: non-rotating}", 1000+dice.IntN(100000))
	}
	return b.String()
}

func walkGrants(i int) []string {
	var grants []string
	for n, grant := range oauth.GrantTypes {
		if (i%31+1)>>n&1 == 1 {
			grants = append(grants, fmt.Sprintf("%q", grant))
		}
	}
	return grants
}
