package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authd/internal/store"
)

// bench serves one request again and again, without a network, and reports what
// it cost the database.
func bench(b *testing.B, s *system, r *http.Request, want string) {
	b.Helper()
	b.ReportAllocs()
	before := s.store.Counts()
	for b.Loop() {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), want) {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	report(b, before, s.store.Counts())
}

func report(b *testing.B, before, after store.Counts) {
	b.ReportMetric(float64(after.Reads-before.Reads)/float64(b.N), "reads/op")
	b.ReportMetric(float64(after.Writes-before.Writes)/float64(b.N), "writes/op")
}

// loggedIn is a request of a browser with a session.
func (s *system) loggedIn(path string) *http.Request {
	browser := s.browser()
	browser.login(ask(), ann, annsCode)
	r := browser.request(http.MethodGet, path, nil)
	for _, c := range browser.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	in := httptest.NewRequestWithContext(context.Background(), http.MethodGet, r.URL.String(), nil)
	in.Header = r.Header
	return in
}

func BenchmarkAuthorizeSilentOpaque(b *testing.B) {
	s := newSystem(b)
	bench(b, s, s.loggedIn(silent("response_type", "token")), "access_token")
}

func BenchmarkAuthorizeSilentJWTAndIDToken(b *testing.B) {
	s := newSystem(b)
	bench(b, s, s.loggedIn(silent("audience", api, "scope", "openid profile email read:orders")), "id_token")
}

func BenchmarkAuthorizeAnonymous(b *testing.B) {
	s := newSystem(b)
	bench(b, s, httptest.NewRequestWithContext(context.Background(), http.MethodGet, issuer+ask()[1:], nil), "")
}

func BenchmarkUserinfoOpaque(b *testing.B) {
	s := newSystem(b)
	bench(b, s, bearer(s.tokens().Get("access_token")), ann)
}

func BenchmarkUserinfoJWT(b *testing.B) {
	s := newSystem(b)
	bench(b, s, bearer(s.tokens("audience", api).Get("access_token")), ann)
}

func bearer(token string) *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, issuer+"userinfo", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

func BenchmarkJWKS(b *testing.B) {
	s := newSystem(b)
	bench(b, s, httptest.NewRequestWithContext(context.Background(), http.MethodGet, issuer+".well-known/jwks.json", nil), "kid")
}

// tokenRequest is a form for the token endpoint.
func tokenRequest(fields ...string) *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, issuer+"oauth/token", strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func BenchmarkTokenCode(b *testing.B) {
	s := newSystem(b)
	code := s.codes()
	benchEach(b, s, func() *http.Request {
		return tokenRequest("grant_type", "authorization_code", "client_id", "web", "client_secret", websSecret, "code", code(), "redirect_uri", callback)
	})
}

func BenchmarkTokenClientCredentials(b *testing.B) {
	s := newSystem(b)
	benchEach(b, s, func() *http.Request {
		return tokenRequest("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api)
	})
}

func BenchmarkTokenOneTimeCode(b *testing.B) {
	s := newSystem(b)
	benchEach(b, s, func() *http.Request {
		s.startFor("otp", ann)
		return tokenRequest("grant_type", otpGrant, "client_id", "otp", "realm", "email", "username", ann, "otp", annsCode)
	})
}

// The clock stands still, so the token of the request before, presented once
// more, gives the successor that its answer had.
func BenchmarkTokenRefresh(b *testing.B) {
	s := newSystem(b)
	token := text(s.granted(), "refresh_token")
	benchEach(b, s, func() *http.Request {
		token = text(tokenSet(b, s.refresh(token)), "refresh_token")
		return tokenRequest("grant_type", "refresh_token", "client_id", "mobile", "refresh_token", token)
	})
}

// benchEach is bench for requests that are good once. Making one is not counted.
func benchEach(b *testing.B, s *system, next func() *http.Request) {
	b.Helper()
	b.ReportAllocs()
	var spent store.Counts
	for b.Loop() {
		b.StopTimer()
		r, w := next(), httptest.NewRecorder()
		b.StartTimer()
		got := s.cost(func() { s.Handler().ServeHTTP(w, r) })
		spent.Reads, spent.Writes = spent.Reads+got.Reads, spent.Writes+got.Writes
		if w.Code != http.StatusOK {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	report(b, store.Counts{}, spent)
}
