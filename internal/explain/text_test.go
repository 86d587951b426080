package explain

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/tokenstest"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txt")

// An example is a configuration and a question to it. Its answer is the text in
// testdata of the same name.
type example struct {
	dir authd.Directory
	ask Question
}

func examples() map[string]example {
	nothing := tokenstest.Directory
	return map[string]example{
		"thread-2017":               {tokenstest.JWTExpiration10(), thread()},
		"userinfo-lifetime":         {tokenstest.ShortUserinfo(), implicit("")},
		"userinfo-lifetime-in-vain": {tokenstest.Changed(tokenstest.ShortUserinfo(), tokenstest.Own("userinfo", 60, 0)), implicit("")},
		"api-capped":                {tokenstest.CappedAPI(), implicit(tokenstest.Orders)},
		"api-hs256":                 {nothing(), implicit(tokenstest.Secrets)},
		"requested-lifetime":        {tokenstest.AllowedToShorten(), lasting(implicit(""), "10")},
		"requested-longer":          {tokenstest.AllowedToShorten(), lasting(implicit(""), "7201")},
		"default-audience":          {tokenstest.DefaultAudience(), implicit("")},
		"userinfo-jwt":              {tokenstest.UserinfoJWT(), implicit("")},
		"api-back-channel": {tokenstest.OfflineAPI(), Question{
			Client: "spa", Audience: tokenstest.Orders, Grant: "authorization_code", Scope: "openid profile email read:orders offline_access",
		}},
		"dpop-bound":                  {tokenstest.DPoPBound(), Question{Client: "spa", Audience: tokenstest.Orders, Grant: "authorization_code", Scope: "openid"}},
		"id-token-alone":              {nothing(), Question{Client: "spa", Audience: tokenstest.Orders, ResponseType: "id_token", Scope: "openid"}},
		"access-token-without-openid": {nothing(), Question{Client: "spa", ResponseType: "token", Scope: "profile"}},
		"client-credentials": {machine(), Question{
			Client: "spa", Audience: tokenstest.Orders, Grant: "client_credentials", Scope: "openid read:orders offline_access",
		}},
	}
}

// implicit is what auth0.js asks for by default.
func implicit(audience string) Question {
	return Question{Client: "spa", Audience: audience, ResponseType: "token id_token", Scope: "openid profile email"}
}

// thread is the request of the question of 2017 (Auth0 community, thread 7245).
func thread() Question {
	q := implicit("")
	q.Scope = "openid email profile user_metadata app_metadata picture"
	return q
}

func lasting(q Question, seconds string) Question {
	q.ExpiresIn = seconds
	return q
}

func machine() authd.Directory {
	return tokenstest.Changed(tokenstest.Directory(), func(c *authd.Client) {
		c.GrantTypes.V = []oauth.GrantType{oauth.GrantClientCredentials, oauth.GrantRefreshToken}
		c.ClientGrants = []authd.ClientGrant{{Audience: tokenstest.Orders, Scope: oauth.Scope{"read:orders"}}}
	})
}

func (e example) text(t *testing.T) string {
	t.Helper()
	plan, err := Plan(e.dir, e.ask)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := Write(&text, plan); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestWrite(t *testing.T) {
	for name, e := range examples() {
		t.Run(name, func(t *testing.T) { golden(t, name, e.text(t)) })
	}
}

// golden compares got with a file, or writes the file under -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs.\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

func TestThread_ExplainAnswersTheQuestionByItself(t *testing.T) {
	text := examples()["thread-2017"].text(t)
	for _, want := range []string{
		"expires_in: 7200 seconds",
		"the default of userinfo.token_lifetime_for_web, which is not set",
		"clients[spa].jwt_configuration.lifetime_in_seconds (authd.yaml:14) = 10 is the ID token's lifetime; it never changes an access token or expires_in",
		"dropped: user_metadata, because it is not a standard scope",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, text)
		}
	}
}

// Every line the documentation shows as an explanation is one.
func TestDocumentationShowsRealExplanations(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "token-lifetimes.md"))
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for _, e := range examples() {
		said.WriteString(e.text(t))
	}
	blocks := strings.Split(string(page), "```text\n")[1:]
	if len(blocks) == 0 {
		t.Fatal("no examples found")
	}
	for _, block := range blocks {
		shown, _, _ := strings.Cut(block, "```")
		for line := range strings.Lines(shown) {
			if strings.TrimSpace(line) != "…" && !strings.Contains(said.String(), line) {
				t.Errorf("authd explain never says: %s", line)
			}
		}
	}
}
