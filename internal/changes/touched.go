package changes

import (
	"maps"
	"slices"

	"authd/internal/authd"
)

// touched says which tokens can have another lifetime at all, so that ten
// thousand clients are not asked about every API when one line has changed.
type touched struct {
	tenant bool            // defaults, or tokens for no API
	apis   map[string]bool // by identifier
}

func touchedBy(before, after authd.Directory) touched {
	t := touched{apis: map[string]bool{}}
	a, b := before.Tenant, after.Tenant
	t.tenant = a.DefaultAudience.V != b.DefaultAudience.V ||
		a.Userinfo.TokenLifetime.V != b.Userinfo.TokenLifetime.V || a.Userinfo.TokenLifetimeForWeb.V != b.Userinfo.TokenLifetimeForWeb.V
	for _, id := range inBoth(before.APIs, after.APIs) {
		x, y := before.APIs[id], after.APIs[id]
		if x.TokenLifetime.V != y.TokenLifetime.V || x.TokenLifetimeForWeb.V != y.TokenLifetimeForWeb.V {
			t.apis[id] = true
		}
	}
	return t
}

// audiences are those to look at for the client of c: all if its own settings
// changed. The empty one stands for requests that name none.
func (t touched) audiences(c comparison) []string {
	if !sameLifetimes(c.before.Clients[c.client], c.after.Clients[c.client]) {
		return append(inBoth(c.before.APIs, c.after.APIs), "")
	}
	list := slices.Sorted(maps.Keys(t.apis))
	if t.tenant || len(list) > 0 {
		list = append(list, "")
	}
	return list
}

func sameLifetimes(a, b authd.Client) bool {
	own := func(x, y authd.TokenLifetimes) bool {
		return x.Audience == y.Audience && x.TokenLifetime.V == y.TokenLifetime.V && x.TokenLifetimeForWeb.V == y.TokenLifetimeForWeb.V
	}
	r, s := a.RefreshToken, b.RefreshToken
	return a.IDTokenLifetime.V == b.IDTokenLifetime.V && a.DefaultAudience.V == b.DefaultAudience.V &&
		slices.EqualFunc(a.TokenLifetimes, b.TokenLifetimes, own) &&
		r.TokenLifetime.V == s.TokenLifetime.V && r.IdleTokenLifetime.V == s.IdleTokenLifetime.V && r.Leeway.V == s.Leeway.V &&
		r.ExpirationType.V == s.ExpirationType.V && r.RotationType.V == s.RotationType.V
}
