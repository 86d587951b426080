package tokens

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

var lifetimesPage = filepath.Join("..", "..", "docs", "token-lifetimes.md")

// A decision is one choice of a plan, whatever it is about.
type decision struct {
	value, by string
	from      Origin
}

func decided[T any](c Choice[T]) decision {
	value := fmt.Sprint(c.Value)
	if lifetime, ok := any(c.Value).(time.Duration); ok {
		value = strconv.FormatInt(seconds(lifetime), 10)
	}
	return decision{value, general(c.By.Path), c.From}
}

// general is a path as the page writes it: for all clients and APIs.
func general(path string) string {
	return strings.NewReplacer("clients[spa]", "clients[]", "apis["+orders+"]", "apis[]", "["+orders+"]", "[audience]", " of the request", "").Replace(path)
}

func concrete(path string) string {
	return strings.NewReplacer("clients[]", "clients[spa]", "apis[]", "apis["+orders+"]", "[audience]", "["+orders+"]").Replace(path)
}

// A subject of the table: a request, and what its plan decides.
type tableRow struct {
	r    Request
	pick func(Plan) decision
}

func access(p Plan) decision { return decided(p.Access.Lifetime) }

var tableRows = map[string]tableRow{
	"access token, front":             {withAudience(implicit(), orders), access},
	"access token, back":              {withAudience(code(), orders), access},
	"access token for no API, front":  {implicit(), access},
	"access token for no API, back":   {code(), access},
	"ID token":                        {implicit(), func(p Plan) decision { return decided(p.ID.Lifetime) }},
	"refresh token":                   {offline(code()), func(p Plan) decision { return decided(p.Refresh.Lifetime) }},
	"refresh token, unused":           {offline(code()), func(p Plan) decision { return decided(p.Refresh.IdleLifetime) }},
	"refresh token, repeated":         {offline(code()), func(p Plan) decision { return decided(p.Refresh.Leeway) }},
	"session":                         {implicit(), func(p Plan) decision { return decided(p.Session.Lifetime) }},
	"session, unused":                 {implicit(), func(p Plan) decision { return decided(p.Session.IdleLifetime) }},
	"audience":                        {implicit(), func(p Plan) decision { return decided(p.Access.Audience) }},
	"format of a token for no API":    {implicit(), func(p Plan) decision { return decided(p.Access.Format) }},
	"algorithm of a token for an API": {withAudience(implicit(), orders), func(p Plan) decision { return decided(p.Access.Alg) }},
	"algorithm of the ID token":       {implicit(), func(p Plan) decision { return decided(p.ID.Alg) }},
	"rotation of refresh tokens":      {offline(code()), func(p Plan) decision { return decided(p.Refresh.Rotation) }},
	"expiration of refresh tokens":    {offline(code()), func(p Plan) decision { return decided(p.Refresh.Expiration) }},
}

// A scene is a configuration under construction, and a request to it.
type scene struct {
	t *testing.T
	d authd.Directory
	c authd.Client
	a authd.API
	r Request
}

// set gives the setting at a path of the page a value: n seconds, or a word.
func (s *scene) set(path string, n int) {
	s.t.Helper()
	words := map[string]*authd.Value[string]{
		"clients[].default_audience": &s.c.DefaultAudience, "tenant.default_audience": &s.d.Tenant.DefaultAudience,
		"userinfo.token_format": &s.d.Tenant.Userinfo.TokenFormat, "apis[].signing_alg": &s.a.SigningAlg, "clients[].jwt_configuration.alg": &s.c.IDTokenAlg,
		"clients[].refresh_token.rotation_type": &s.c.RefreshToken.RotationType, "clients[].refresh_token.expiration_type": &s.c.RefreshToken.ExpirationType,
	}
	spans := map[string]*authd.Value[time.Duration]{
		"apis[].token_lifetime_for_web": &s.a.TokenLifetimeForWeb, "apis[].token_lifetime": &s.a.TokenLifetime,
		"userinfo.token_lifetime_for_web": &s.d.Tenant.Userinfo.TokenLifetimeForWeb, "userinfo.token_lifetime": &s.d.Tenant.Userinfo.TokenLifetime,
		"clients[].jwt_configuration.lifetime_in_seconds": &s.c.IDTokenLifetime,
		"clients[].refresh_token.token_lifetime":          &s.c.RefreshToken.TokenLifetime,
		"clients[].refresh_token.idle_token_lifetime":     &s.c.RefreshToken.IdleTokenLifetime, "clients[].refresh_token.leeway": &s.c.RefreshToken.Leeway,
		"tenant.session_lifetime": &s.d.Tenant.SessionLifetime, "tenant.idle_session_lifetime": &s.d.Tenant.IdleSessionLifetime,
	}
	switch {
	case words[path] != nil:
		*words[path] = tokenstest.Set(word[path], concrete(path), 1)
	case spans[path] != nil:
		*spans[path] = tokenstest.Set(tokenstest.Seconds(n), concrete(path), 1)
	case path == "audience":
		s.r.Audience = orders
	case strings.HasPrefix(path, "clients[].token_lifetimes[audience]."):
		s.own(orders, strings.HasSuffix(path, "_for_web"), n)
	case strings.HasPrefix(path, "clients[].token_lifetimes[userinfo]."):
		s.own("userinfo", strings.HasSuffix(path, "_for_web"), n)
	default:
		s.t.Errorf("the page names %s, and there is no such setting", path)
	}
}

func (s *scene) own(audience string, web bool, n int) {
	if web {
		tokenstest.Own(audience, n, 0)(&s.c)
		return
	}
	tokenstest.Own(audience, 0, n)(&s.c)
}

// word is another value than the default.
var word = map[string]string{
	"clients[].default_audience": orders, "tenant.default_audience": orders, "userinfo.token_format": "jwt",
	"apis[].signing_alg": jose.ES256, "clients[].jwt_configuration.alg": jose.ES256,
	"clients[].refresh_token.rotation_type": NonRotating, "clients[].refresh_token.expiration_type": NonExpiring,
}

// decide plans row with the settings said.
func decide(t *testing.T, row tableRow, said map[string]int) decision {
	t.Helper()
	dir := tokenstest.Directory()
	s := &scene{t: t, d: dir, c: dir.Clients["spa"], a: dir.APIs[orders], r: row.r}
	s.c.Secret = "kept" // public clients leave less to decide
	if said["clients[].refresh_token.expiration_type"] != 0 {
		s.set("clients[].refresh_token.rotation_type", 0)
	}
	for path, n := range said {
		s.set(path, n)
	}
	s.d.Clients["spa"], s.d.APIs[orders] = s.c, s.a
	p, err := ResolveIn(s.d, s.c, s.r)
	if err != nil {
		t.Fatal(err)
	}
	return row.pick(p)
}

var (
	quoted   = regexp.MustCompile("`([^`]+)`")
	fallback = regexp.MustCompile(`default (\w+)|else no (API)`)
	neverBut = regexp.MustCompile("Never above `([^`]+)` \\(default (\\d+)\\)")
)

// Each row of the table is a rule, and here it is tried: with all of its settings
// the first decides, without it the second, and so on down to the default.
func TestThePageIsTheRules(t *testing.T) {
	table := decisionsOnThePage(t)
	if len(table) != len(tableRows) {
		t.Errorf("%d rows, want %d", len(table), len(tableRows))
	}
	for name, text := range table {
		row, known := tableRows[name]
		if !known {
			t.Errorf("a row about %q, which nothing here decides", name)
			continue
		}
		t.Run(name, func(t *testing.T) { tryRow(t, row, text) })
	}
}

func tryRow(t *testing.T, row tableRow, text string) {
	order, _, _ := strings.Cut(text, ". ")
	var chain []string
	for _, m := range quoted.FindAllStringSubmatch(order, -1) {
		chain = append(chain, m[1])
	}
	for k, path := range chain {
		said := map[string]int{}
		for i, later := range chain[k:] {
			said[later] = 20 + i
		}
		want := FromFile
		if path == "audience" {
			want = FromRequest
		}
		if got := decide(t, row, said); got.by != path || got.from != want || word[path] == "" && path != "audience" && got.value != "20" {
			t.Errorf("with %v: %+v, want %s", chain[k:], got, path)
		}
	}
	m := fallback.FindStringSubmatch(order)
	if m == nil || len(chain) == 0 {
		t.Fatalf("no order and default in %q", text)
	}
	want := map[string]string{"": m[1], "API": "[" + issuer + "userinfo]"}[m[2]]
	if got := decide(t, row, nil); got.value != want || got.from != FromDefault || got.by != chain[len(chain)-1] {
		t.Errorf("with nothing set: %+v, want %s", got, want)
	}
	if c := neverBut.FindStringSubmatch(text); c != nil {
		tryCap(t, row, chain[0], c)
	}
}

// tryCap holds the first setting against the upper limit, said and left out.
func tryCap(t *testing.T, row tableRow, first string, limit []string) {
	most, err := strconv.Atoi(limit[2])
	if err != nil {
		t.Fatal(err)
	}
	if got := decide(t, row, map[string]int{first: 20, limit[1]: 10}); got != (decision{"10", limit[1], FromFile}) {
		t.Errorf("above the limit: %+v", got)
	}
	if got := decide(t, row, map[string]int{first: most + 1}); got != (decision{limit[2], limit[1], FromDefault}) {
		t.Errorf("above the default limit: %+v", got)
	}
}

// decisionsOnThePage reads the first table.
func decisionsOnThePage(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile(lifetimesPage)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "| Decided | Looked at, in order |\n|---|---|\n")
	if !found {
		t.Fatal("no table")
	}
	table := map[string]string{}
	for line := range strings.Lines(rest) {
		cells := strings.Split(strings.Trim(line, "|\n"), " | ")
		if len(cells) != 2 {
			break
		}
		table[strings.TrimSpace(cells[0])] = strings.TrimSpace(cells[1]) + " "
	}
	return table
}

// The picture is drawn from the plan; -update draws it anew.
func TestThePictureIsDrawnFromThePlan(t *testing.T) {
	page, err := os.ReadFile(lifetimesPage)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "```picture\n", "```\n"
	before, rest, found := strings.Cut(string(page), begin)
	shown, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("no picture")
	}
	drawn := picture(t)
	if shown == drawn {
		return
	}
	if !*update {
		t.Fatalf("the picture differs.\ngot:\n%s\nwant:\n%s", shown, drawn)
	}
	if err := os.WriteFile(lifetimesPage, []byte(before+begin+drawn+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// picture has a bar for each lifetime where nothing is set, the shortest first. A
// bar grows with the logarithm, or the shortest could not be seen.
func picture(t *testing.T) string {
	type bar struct {
		name string
		decision
	}
	var bars []bar
	for name, row := range tableRows {
		if d := decide(t, row, nil); d.value[0] >= '0' && d.value[0] <= '9' && name != "refresh token, repeated" {
			bars = append(bars, bar{name, d})
		}
	}
	length := func(b bar) float64 { n, _ := strconv.Atoi(b.value); return math.Log2(float64(n)) - 10 }
	slices.SortFunc(bars, func(a, b bar) int {
		if length(a) != length(b) {
			return int(math.Copysign(1, length(a)-length(b)))
		}
		return strings.Compare(a.name, b.name)
	})
	var b strings.Builder
	for _, one := range bars {
		n := int(math.Round(2 * length(one)))
		fmt.Fprintf(&b, "%-31s %s %s\n%-31s %s\n", one.name, strings.Repeat("█", n), one.value, "", one.by)
	}
	return b.String()
}
