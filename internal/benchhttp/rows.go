package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A row is one kind of request.
type row struct {
	key        string // its short name, for -rows
	name       string
	signatures int
	times      int                // how often it is asked where -requests says once
	target     map[string]float64 // by store: signatures of CPU it may cost, the database's included
	noWrites   bool               // it must not write to the database
	prepare    func(ctx context.Context, s *site, n int) (work, error)
}

// work is what a row asks n times.
type work struct {
	ask    request
	settle func(context.Context) error // what must have happened before it has ended; may be nil
}

// A request sends request i of a row and checks its answer. It returns the signed
// tokens in it, of which some are verified later.
type request func(ctx context.Context, i int) ([]string, error)

// often is how much more is asked of what costs little, because the system counts
// time in steps of 10 ms.
const often = 10

func both(target float64) map[string]float64 {
	return map[string]float64{"sqlite": target, "postgres": target}
}

var rows = []row{
	{key: "silent-opaque", name: "silent `/authorize`, opaque access token and ID token", signatures: 1, times: 1, target: both(1.12), prepare: silentOpaque},
	{key: "silent-jwt", name: "silent `/authorize`, JWT access token and ID token", signatures: 2, times: 1, target: both(2.15), prepare: silentJWT},
	{key: "silent-code", name: "silent `/authorize`, code", times: often, target: map[string]float64{"sqlite": 0.10, "postgres": 0.25}, prepare: silentCode},
	{key: "anonymous", name: "anonymous `/authorize`, sent to the login page", times: often, target: both(0.08), noWrites: true, prepare: anonymous},
	{key: "code", name: "`/oauth/token`, code with PKCE: opaque access token and ID token", signatures: 1, times: 1, target: both(1.25), prepare: exchange},
	{key: "refresh", name: "`/oauth/token`, refresh token rotated: opaque access token and ID token", signatures: 1, times: 1, target: both(1.3), prepare: rotation},
	{key: "start", name: "`/passwordless/start`, mail handed over", times: 1, target: both(0.3), prepare: start},
	{key: "userinfo", name: "`/userinfo`, opaque access token", times: often, target: both(0.08), prepare: userinfo},
	{key: "jwks", name: "`/.well-known/jwks.json`", times: often, target: both(0.03), prepare: document(".well-known/jwks.json", `"kid"`)},
	{key: "discovery", name: "`/.well-known/openid-configuration`", times: often, target: both(0.03), prepare: document(".well-known/openid-configuration", `"authorization_endpoint"`)},
}

// choose takes the rows of a list with commas, all of them for an empty one.
func choose(list string) ([]row, error) {
	if list == "" {
		return rows, nil
	}
	var chosen []row
	for key := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(rows, func(r row) bool { return r.key == key })
		if i < 0 {
			return nil, fmt.Errorf("-rows: %q is not known; there are %s", key, keys())
		}
		chosen = append(chosen, rows[i])
	}
	return chosen, nil
}

func keys() string {
	var all []string
	for _, r := range rows {
		all = append(all, r.key)
	}
	return strings.Join(all, ", ")
}
