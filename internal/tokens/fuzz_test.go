package tokens

import (
	"errors"
	"slices"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

// knobs are the bits of one fuzzed configuration: each sets one setting.
type knobs uint32

func (k *knobs) next() bool {
	bit := *k & 1
	*k >>= 1
	return bit == 1
}

// maybe sets a value where the next knob says so.
func maybe[T any](k *knobs, v *authd.Value[T], value T) {
	if k.next() {
		*v = tokenstest.Set(value, v.At.Path, 99)
	}
}

// fuzzed is a configuration with some settings set, and lifetimes from n.
func fuzzed(k knobs, n uint32) authd.Directory {
	dir := tokenstest.Directory()
	lifetime := func(salt uint32) time.Duration { return tokenstest.Seconds(1 + int((n^salt*2654435761)%2592000)) }
	u := &dir.Tenant.Userinfo
	maybe(&k, &u.TokenLifetimeForWeb, lifetime(1))
	maybe(&k, &u.TokenLifetime, lifetime(2))
	maybe(&k, &u.TokenFormat, "jwt")
	maybe(&k, &dir.Tenant.DefaultAudience, orders)
	maybe(&k, &dir.Tenant.SessionLifetime, lifetime(11))
	dir = tokenstest.ChangedAPI(dir, orders, func(a *authd.API) {
		maybe(&k, &a.TokenLifetimeForWeb, lifetime(3))
		maybe(&k, &a.TokenLifetime, lifetime(4))
		maybe(&k, &a.SigningAlg, jose.ES256)
		maybe(&k, &a.AllowOfflineAccess, true)
	})
	return tokenstest.Changed(dir, func(c *authd.Client) {
		grantsOrders(c)
		maybe(&k, &c.IDTokenLifetime, lifetime(5))
		maybe(&k, &c.DefaultAudience, orders)
		maybe(&k, &c.AllowRequestedLifetime, true)
		maybe(&k, &c.RefreshToken.TokenLifetime, lifetime(6))
		tokenstest.Own("userinfo", int(k&1)*int(lifetime(7)/time.Second), int(k>>1&1)*int(lifetime(8)/time.Second))(c)
		tokenstest.Own(orders, int(k>>2&1)*int(lifetime(9)/time.Second), int(k>>3&1)*int(lifetime(10)/time.Second))(c)
	})
}

// configured says for each path whether the file sets it.
func configured(dir authd.Directory) map[string]bool {
	paths := map[string]bool{}
	lifetimes := func(l authd.TokenLifetimes) {
		paths[l.TokenLifetimeForWeb.At.Path], paths[l.TokenLifetime.At.Path] = l.TokenLifetimeForWeb.Set, l.TokenLifetime.Set
	}
	c, t := dir.Clients["spa"], dir.Tenant
	lifetimes(authd.TokenLifetimes{TokenLifetimeForWeb: t.Userinfo.TokenLifetimeForWeb, TokenLifetime: t.Userinfo.TokenLifetime})
	paths[t.Userinfo.TokenFormat.At.Path], paths[t.DefaultAudience.At.Path] = t.Userinfo.TokenFormat.Set, t.DefaultAudience.Set
	for _, a := range dir.APIs {
		lifetimes(authd.TokenLifetimes{TokenLifetimeForWeb: a.TokenLifetimeForWeb, TokenLifetime: a.TokenLifetime})
		paths[a.SigningAlg.At.Path] = a.SigningAlg.Set
	}
	for _, l := range append(c.TokenLifetimes, authd.TokenLifetimes{
		TokenLifetimeForWeb: ownLifetime(c, secrets, Front), TokenLifetime: ownLifetime(c, secrets, Back),
	}) {
		lifetimes(l)
	}
	paths[t.SessionLifetime.At.Path], paths[t.IdleSessionLifetime.At.Path] = t.SessionLifetime.Set, t.IdleSessionLifetime.Set
	paths[c.IDTokenLifetime.At.Path], paths[c.IDTokenAlg.At.Path], paths[c.DefaultAudience.At.Path] = c.IDTokenLifetime.Set, c.IDTokenAlg.Set, c.DefaultAudience.Set
	r := c.RefreshToken
	for _, v := range []authd.Value[time.Duration]{r.TokenLifetime, r.IdleTokenLifetime, r.Leeway} {
		paths[v.At.Path] = v.Set
	}
	paths[r.RotationType.At.Path], paths[r.ExpirationType.At.Path] = r.RotationType.Set, r.ExpirationType.Set
	return paths
}

var (
	requestNames = []string{requestAudience.Path, requestLifetime.Path}
	ruleNames    = []string{ruleAPIFormat, ruleOpaqueAlg, ruleUserinfoAlg, ruleNoOpenID, ruleOneAudience, ruleUserinfo, ruleRotating, ruleExpiring}
)

// checkChoice says whether a choice names a decider that exists.
func checkChoice[T any](t *testing.T, paths map[string]bool, c Choice[T]) {
	t.Helper()
	isSet, known := paths[c.By.Path]
	ok := map[Origin]bool{
		FromFile:    known && isSet && c.By.Line > 0,
		FromDefault: known && !isSet && c.By.Line == 0,
		FromRequest: slices.Contains(requestNames, c.By.Path),
		FromRule:    slices.Contains(ruleNames, c.By.Path),
	}[c.From]
	if !ok {
		t.Errorf("%v is said to come from %s %s", c.Value, c.From, c.By)
	}
	for _, over := range c.Over {
		if _, known := paths[over.Setting.Path]; !known && !slices.Contains(requestNames, over.Setting.Path) || over.Why == "" {
			t.Errorf("passed over %+v", over)
		}
	}
}

func checkLifetime(t *testing.T, paths map[string]bool, c Choice[time.Duration]) {
	t.Helper()
	checkChoice(t, paths, c)
	if c.Value <= 0 || c.Value%time.Second != 0 {
		t.Errorf("lifetime %v", c.Value)
	}
}

func FuzzResolve(f *testing.F) {
	f.Add(uint32(0), uint32(7200), uint16(0), int64(0), int64(0))
	f.Add(uint32(0xffffffff), uint32(10), uint16(0xffff), int64(10e9), int64(987654321))
	f.Add(uint32(0xaaaa), uint32(86400), uint16(0x12), int64(-1), int64(1))
	f.Fuzz(func(t *testing.T, k, n uint32, shape uint16, asked, clock int64) {
		dir := fuzzed(knobs(k), n)
		r := fuzzedRequest(shape)
		r.MaxLifetime = time.Duration(asked)
		p, err := ResolveIn(dir, dir.Clients["spa"], r)
		var refused *oauth.Error
		if r.Grant == oauth.GrantClientCredentials && r.Audience != orders && errors.As(err, &refused) {
			return // it is listed for one API alone
		}
		if err != nil {
			t.Fatal(err)
		}
		checkPlan(t, configured(dir), p)
		checkIssued(t, dir, p, noon.Add(time.Duration(clock)%(1000*time.Hour)))
	})
}

func fuzzedRequest(shape uint16) Request {
	r := Request{Channel: Channel(shape & 1), ResponseType: oauth.ResponseType(shape>>1&3) << 1}
	if r.Channel == Back {
		r = Request{Channel: Back, Grant: oauth.GrantTypes[int(shape>>1)%len(oauth.GrantTypes)]}
	}
	r.Audience = []string{"", orders, secrets, issuer + "userinfo"}[shape>>4&3]
	for n, value := range []string{"openid", "profile", "email", "read:orders", "offline_access", "unknown"} {
		if shape>>(6+n)&1 == 1 {
			r.Scope = append(r.Scope, value)
		}
	}
	return r
}

func checkPlan(t *testing.T, paths map[string]bool, p Plan) {
	t.Helper()
	if a := p.Access; a != nil {
		checkLifetime(t, paths, a.Lifetime)
		checkChoice(t, paths, a.Format)
		checkChoice(t, paths, a.Alg)
		checkChoice(t, paths, a.Audience)
		checkChoice(t, paths, a.Userinfo)
	}
	if p.ID != nil {
		checkLifetime(t, paths, p.ID.Lifetime)
		checkChoice(t, paths, p.ID.Alg)
	}
	if s := p.Session; s != nil {
		checkLifetime(t, paths, s.Lifetime)
		checkLifetime(t, paths, s.IdleLifetime)
	}
	if r := p.Refresh; r != nil {
		checkLifetime(t, paths, r.Lifetime)
		checkLifetime(t, paths, r.IdleLifetime)
		checkLifetime(t, paths, r.Leeway)
		checkChoice(t, paths, r.Rotation)
		checkChoice(t, paths, r.Expiration)
	}
}

// checkIssued holds what every response promises: exp - iat is the lifetime
// planned, expires_in says the same, and only a token good at /userinfo opens.
func checkIssued(t *testing.T, dir authd.Directory, p Plan, now time.Time) {
	t.Helper()
	i := issuerOf(dir)
	tokens, err := i.Issue(p, ada(), now)
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != nil {
		checkSpan(t, tokens.IDToken, now, seconds(p.ID.Lifetime.Value))
	}
	if p.Access == nil {
		return
	}
	if p.Access.Format.Value == JWT {
		checkSpan(t, tokens.AccessToken, now, int64(tokens.ExpiresIn))
	}
	access, err := i.OpenAccess(tokens.AccessToken, now)
	if err == nil && access.ExpiresAt.Unix()-now.Unix() != int64(tokens.ExpiresIn) {
		t.Errorf("expires at %v, %d seconds from %v", access.ExpiresAt, tokens.ExpiresIn, now)
	}
	if p.Access.Userinfo.Value && err != nil {
		t.Errorf("the plan says /userinfo accepts it: %v", err)
	}
}

func checkSpan(t *testing.T, token string, now time.Time, lifetime int64) {
	t.Helper()
	claims := part(t, token, 1)
	iat, exp := int64(claims["iat"].(float64)), int64(claims["exp"].(float64))
	if iat != now.Unix() || exp-iat != lifetime {
		t.Errorf("iat %d, exp %d: %d seconds, want %d from %d", iat, exp, exp-iat, lifetime, now.Unix())
	}
}

func BenchmarkResolve(b *testing.B) {
	dir := tokenstest.Directory()
	r := withAudience(implicit(), orders)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ResolveIn(dir, dir.Clients["spa"], r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIssueOpaque(b *testing.B) {
	benchmarkIssue(b, Request{ResponseType: oauth.Token, Scope: oauth.Scope{"openid"}})
}

func BenchmarkIssueJWTAndIDToken(b *testing.B) {
	benchmarkIssue(b, withAudience(implicit(), orders))
}

func benchmarkIssue(b *testing.B, r Request) {
	i := issuerOf(tokenstest.Directory())
	p := mustResolve(b, i.Directory, r)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := i.Issue(p, ada(), noon); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenAccessOpaque(b *testing.B) {
	i := issuerOf(tokenstest.Directory())
	token := mustIssue(b, i.Directory, implicit(), ada()).AccessToken
	b.ReportAllocs()
	for b.Loop() {
		if _, err := i.OpenAccess(token, noon); err != nil {
			b.Fatal(err)
		}
	}
}
