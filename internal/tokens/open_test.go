package tokens

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

var end = noon.Truncate(time.Second).Add(7200 * time.Second)

func TestOpenAccess(t *testing.T) {
	es256 := tokenstest.ChangedAPI(tokenstest.Directory(), orders, func(a *authd.API) { a.SigningAlg = tokenstest.Set(jose.ES256, "", 1) })
	ps256 := tokenstest.ChangedAPI(tokenstest.Directory(), orders, func(a *authd.API) { a.SigningAlg = tokenstest.Set(jose.PS256, "", 1) })
	rows := []struct {
		name string
		dir  authd.Directory
		r    Request
		sid  string
		err  error
	}{
		{"opaque", tokenstest.Directory(), implicit(), "sid-1", nil},
		{"JWT for /userinfo", tokenstest.UserinfoJWT(), implicit(), "", nil},
		{"JWT for an API and /userinfo, RS256", tokenstest.Directory(), withAudience(implicit(), orders), "", nil},
		{"JWT for an API and /userinfo, PS256", ps256, withAudience(implicit(), orders), "", nil},
		{"JWT for an API and /userinfo, ES256", es256, withAudience(implicit(), orders), "", nil},
		{"JWT for an API alone", tokenstest.Directory(), Request{ResponseType: oauth.Token, Audience: orders}, "", ErrAudience},
		{"JWT of a secret an API knows", tokenstest.Directory(), withAudience(implicit(), secrets), "", ErrInvalid},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			token := mustIssue(t, row.dir, row.r, ada()).AccessToken
			got, err := issuerOf(row.dir).OpenAccess(token, noon)
			if !errors.Is(err, row.err) {
				t.Fatalf("error %v, want %v", err, row.err)
			}
			if row.err != nil {
				return
			}
			if got.UserID != ada().User.ID || got.ClientID != "spa" || got.SID != row.sid || !got.ExpiresAt.Equal(end) || !slices.Equal(got.Scope, row.r.Scope) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestOpenAccessExpiry(t *testing.T) {
	for name, dir := range map[string]authd.Directory{"opaque": tokenstest.Directory(), "JWT": tokenstest.UserinfoJWT()} {
		token := mustIssue(t, dir, implicit(), ada()).AccessToken
		for _, row := range []struct {
			name string
			now  time.Time
			want error
		}{
			{"alive just before exp", end.Add(-time.Nanosecond), nil},
			{"dead at exp", end, ErrExpired},
			{"dead after exp", end.Add(time.Hour), ErrExpired},
		} {
			t.Run(name+" "+row.name, func(t *testing.T) {
				if _, err := issuerOf(dir).OpenAccess(token, row.now); !errors.Is(err, row.want) {
					t.Errorf("got %v, want %v", err, row.want)
				}
			})
		}
	}
}

func TestTK14_AnIDTokenIsNoAccessToken(t *testing.T) {
	refused := func(dir authd.Directory, want error) func(*testing.T) {
		return func(t *testing.T) {
			token := mustIssue(t, dir, implicit(), ada()).IDToken
			if _, err := issuerOf(dir).OpenAccess(token, noon); !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
	}
	t.Run("its audience is the client", refused(tokenstest.Directory(), ErrAudience))
	t.Run("even where a client is named like /userinfo", func(t *testing.T) {
		dir := tokenstest.Directory()
		dir.Clients[userinfoAud] = changedID(dir.Clients["spa"], userinfoAud)
		p, err := ResolveIn(dir, dir.Clients[userinfoAud], implicit())
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := issuerOf(dir).Issue(p, ada(), noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := issuerOf(dir).OpenAccess(tokens.IDToken, noon); !errors.Is(err, ErrInvalid) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nor is one of another issuer", func(t *testing.T) {
		for _, dir := range []authd.Directory{tokenstest.Directory(), tokenstest.UserinfoJWT()} {
			other := dir
			other.Tenant.Issuer = "https://other.example.com/"
			token := mustIssue(t, other, implicit(), ada()).AccessToken
			if _, err := issuerOf(dir).OpenAccess(token, noon); !errors.Is(err, ErrInvalid) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func changedID(c authd.Client, id string) authd.Client {
	c.ID = id
	return c
}

func TestOpaqueKeysRotate(t *testing.T) {
	older := mustIssue(t, tokenstest.Directory(), implicit(), ada()).AccessToken
	ring := *keys()
	ring.opaque = [][]byte{bytes.Repeat([]byte{2}, 32), keys().opaque[0]}
	rotated := &Issuer{Directory: tokenstest.Directory(), Keys: &ring}
	if _, err := rotated.OpenAccess(older, noon); err != nil {
		t.Errorf("a token sealed with the key before: %v", err)
	}
	newer, err := rotated.Issue(mustResolve(t, tokenstest.Directory(), implicit()), ada(), noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := issuerOf(tokenstest.Directory()).OpenAccess(newer.AccessToken, noon); !errors.Is(err, ErrInvalid) {
		t.Errorf("a token sealed with a key that is gone: %v", err)
	}
}

// An opaque key that does not fit is the server's fault, not the token's.
func TestOpaqueKeyOfWrongLength(t *testing.T) {
	token := mustIssue(t, tokenstest.Directory(), implicit(), ada()).AccessToken
	ring := *keys()
	ring.opaque = [][]byte{{1, 2, 3}}
	broken := &Issuer{Directory: tokenstest.Directory(), Keys: &ring}
	if _, err := broken.OpenAccess(token, noon); err == nil || errors.Is(err, ErrInvalid) {
		t.Errorf("open: %v", err)
	}
	if _, err := broken.Issue(mustResolve(t, tokenstest.Directory(), implicit()), ada(), noon); err == nil {
		t.Error("issue: no error")
	}
}

func FuzzOpenAccess(f *testing.F) {
	for _, token := range []string{"", "..", "....", mustIssue(f, tokenstest.Directory(), implicit(), ada()).AccessToken, mustIssue(f, tokenstest.UserinfoJWT(), implicit(), ada()).AccessToken} {
		f.Add(token)
	}
	i := issuerOf(tokenstest.Directory())
	f.Fuzz(func(t *testing.T, token string) {
		access, err := i.OpenAccess(token, noon)
		if err == nil && access.UserID != ada().User.ID {
			t.Errorf("a token nobody issued was opened: %+v", access)
		}
	})
}

// ID-11: an API that shares a secret could sign anything with it, so it vouches
// for tokens of its own audience and for no other the reader stands for.
func TestASharedSecretVouchesForItsOwnAudience(t *testing.T) {
	dir := tokenstest.Directory()
	forge := func(aud string) string {
		token, err := jose.SignSecret(jose.Plain, []byte(dir.APIs[secrets].SigningSecret), map[string]any{"iss": issuer, "aud": aud, "sub": "x", "azp": "spa", "exp": noon.Unix() + 60})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	for _, row := range []struct {
		aud  string
		asks []string
		want error
	}{
		{secrets, []string{orders, secrets}, nil},
		{orders, []string{orders, secrets}, ErrAudience},
		{orders, []string{orders}, ErrInvalid},
		{userinfoAud, []string{userinfoAud, secrets}, ErrAudience},
		{secrets, nil, ErrInvalid},
	} {
		if _, err := issuerOf(dir).OpenAccessFor(row.asks, forge(row.aud), noon); !errors.Is(err, row.want) {
			t.Errorf("for %s, asked by %v: %v, want %v", row.aud, row.asks, err, row.want)
		}
	}
}
