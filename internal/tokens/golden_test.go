package tokens

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

// golden compares got with a file, or writes the file under -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs.\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

func explained() map[string]Plan {
	plans := map[string]Plan{}
	add := func(name string, dir authd.Directory, r Request) {
		p, err := ResolveIn(dir, dir.Clients["spa"], r)
		if err != nil {
			panic(err)
		}
		plans[name] = p
	}
	add("thread-2017", jwtExpiration10(), thread())
	add("userinfo-lifetime", shortUserinfo(), implicit())
	add("userinfo-lifetime-in-vain", changed(shortUserinfo(), own("userinfo", 60, 0)), implicit())
	add("api-capped", cappedAPI(), withAudience(implicit(), orders))
	add("api-back-channel", offlineAPI(), offline(withAudience(code(), orders)))
	add("api-hs256", directory(), withAudience(implicit(), secrets))
	add("requested-lifetime", allowedToShorten(), shortened(implicit(), 10))
	add("requested-in-vain", directory(), shortened(implicit(), 10))
	add("default-audience", defaultAudience(), implicit())
	add("userinfo-jwt", userinfoJWT(), implicit())
	add("id-token-alone", directory(), Request{ResponseType: oauth.IDToken, Audience: orders, Scope: oauth.Scope{"openid"}})
	add("access-token-without-openid", directory(), Request{ResponseType: oauth.Token, Scope: oauth.Scope{"profile"}})
	add("client-credentials", directory(), Request{Channel: Back, Grant: oauth.GrantClientCredentials, Audience: orders, Scope: oauth.Scope{"openid", "read:orders", "offline_access"}})
	return plans
}

func TestExplain(t *testing.T) {
	for name, plan := range explained() {
		t.Run(name+" as text", func(t *testing.T) {
			var text bytes.Buffer
			if err := plan.Explain(&text); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", text.Bytes())
		})
		t.Run(name+" as JSON", func(t *testing.T) {
			data, err := json.MarshalIndent(plan, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".json", append(data, '\n'))
		})
	}
}

func TestLogValue(t *testing.T) {
	var out bytes.Buffer
	withoutTime := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: withoutTime}))
	log.Info("token plan", "plan", explained()["thread-2017"])
	golden(t, "thread-2017.log", out.Bytes())
}

// The configurations and requests below are shared with the thread's tests.

func thread() Request {
	r := implicit()
	r.Scope = oauth.ParseScope("openid email profile user_metadata app_metadata picture")
	return r
}

func withAudience(r Request, audience string) Request {
	r.Audience = audience
	return r
}

func shortened(r Request, seconds int) Request {
	r.MaxLifetime = secs(seconds)
	return r
}

func offline(r Request) Request {
	r.Scope = append(r.Scope, "read:orders", "offline_access")
	return r
}

func jwtExpiration10() authd.Directory {
	return changed(directory(), func(c *authd.Client) {
		c.IDTokenLifetime = set(secs(10), "clients[spa].jwt_configuration.lifetime_in_seconds", 14)
	})
}

func shortUserinfo() authd.Directory {
	dir := directory()
	dir.Tenant.Userinfo.TokenLifetimeForWeb = set(secs(600), "userinfo.token_lifetime_for_web", 4)
	return dir
}

func cappedAPI() authd.Directory {
	return changedAPI(directory(), orders, func(a *authd.API) {
		a.TokenLifetimeForWeb = set(secs(7200), "apis["+orders+"].token_lifetime_for_web", 22)
		a.TokenLifetime = set(secs(300), "apis["+orders+"].token_lifetime", 23)
	})
}

func offlineAPI() authd.Directory {
	return changedAPI(directory(), orders, func(a *authd.API) {
		a.TokenLifetimeForWeb = set(secs(60), "apis["+orders+"].token_lifetime_for_web", 22)
		a.SigningAlg = set(jose.ES256, "apis["+orders+"].signing_alg", 21)
		a.AllowOfflineAccess = set(true, "apis["+orders+"].allow_offline_access", 24)
	})
}

func allowedToShorten() authd.Directory {
	return changed(directory(), func(c *authd.Client) {
		c.AllowRequestedLifetime = set(true, "clients[spa].allow_requested_lifetime", 17)
	})
}

func defaultAudience() authd.Directory {
	dir := directory()
	dir.Tenant.DefaultAudience = set(orders, "tenant.default_audience", 3)
	return dir
}

func userinfoJWT() authd.Directory {
	dir := directory()
	dir.Tenant.Userinfo.TokenFormat = set("jwt", "userinfo.token_format", 6)
	return dir
}

// Every line the documentation shows as an explanation is one.
func TestDocumentationShowsRealExplanations(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "token-lifetimes.md"))
	if err != nil {
		t.Fatal(err)
	}
	var real strings.Builder
	for _, plan := range explained() {
		if err := plan.Explain(&real); err != nil {
			t.Fatal(err)
		}
	}
	blocks := strings.Split(string(page), "```text\n")[1:]
	if len(blocks) == 0 {
		t.Fatal("no examples found")
	}
	for _, block := range blocks {
		example, _, _ := strings.Cut(block, "```")
		for line := range strings.Lines(example) {
			if strings.TrimSpace(line) != "…" && !strings.Contains(real.String(), line) {
				t.Errorf("authd explain never says: %s", line)
			}
		}
	}
}
