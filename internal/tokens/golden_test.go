package tokens

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/tokenstest"
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

func plans() map[string]Plan {
	all := map[string]Plan{}
	add := func(name string, dir authd.Directory, r Request) {
		p, err := ResolveIn(dir, dir.Clients["spa"], r)
		if err != nil {
			panic(err)
		}
		all[name] = p
	}
	add("thread-2017", tokenstest.JWTExpiration10(), thread())
	add("userinfo-lifetime", tokenstest.ShortUserinfo(), implicit())
	add("userinfo-lifetime-in-vain", tokenstest.Changed(tokenstest.ShortUserinfo(), tokenstest.Own("userinfo", 60, 0)), implicit())
	add("api-capped", tokenstest.CappedAPI(), withAudience(implicit(), orders))
	add("api-back-channel", tokenstest.OfflineAPI(), offline(withAudience(code(), orders)))
	add("api-hs256", tokenstest.Directory(), withAudience(implicit(), secrets))
	add("requested-lifetime", tokenstest.AllowedToShorten(), shortened(implicit(), 10))
	add("requested-in-vain", tokenstest.Directory(), shortened(implicit(), 10))
	add("default-audience", tokenstest.DefaultAudience(), implicit())
	add("rfc9068-profile", profile(), withAudience(code(), orders))
	add("dpop-bound", tokenstest.DPoPBound(), proving(withAudience(code(), orders)))
	add("userinfo-jwt", tokenstest.UserinfoJWT(), implicit())
	add("id-token-alone", tokenstest.Directory(), Request{ResponseType: oauth.IDToken, Audience: orders, Scope: oauth.Scope{"openid"}})
	add("access-token-without-openid", tokenstest.Directory(), Request{ResponseType: oauth.Token, Scope: oauth.Scope{"profile"}})
	add("client-credentials", tokenstest.Changed(tokenstest.Directory(), grantsOrders), Request{Channel: Back, Grant: oauth.GrantClientCredentials, Audience: orders, Scope: oauth.Scope{"openid", "read:orders", "offline_access"}})
	return all
}

func TestPlanAsJSON(t *testing.T) {
	for name, plan := range plans() {
		t.Run(name, func(t *testing.T) {
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
	log.Info("token plan", "plan", plans()["thread-2017"])
	golden(t, "thread-2017.log", out.Bytes())
}

// The requests below are shared with the thread's tests.

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
	r.MaxLifetime = tokenstest.Seconds(seconds)
	return r
}

func offline(r Request) Request {
	r.Scope = append(r.Scope, "read:orders", "offline_access")
	return r
}
