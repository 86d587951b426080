package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"

	"authd/internal/explain"
)

// A browser keeps cookies and does not follow redirects by itself.
type browser struct {
	*http.Client
	s *system
}

func (s *system) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{&http.Client{Transport: s, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s}
}

// A reply is a response with its body read.
type reply struct {
	*http.Response
	body string
}

func (b *browser) send(r *http.Request) reply {
	b.s.t.Helper()
	response, err := b.Do(r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // a recorder's
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return reply{response, string(body)}
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.s.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, strings.TrimSuffix(issuer, "/")+path, body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return r
}

func (b *browser) get(path string) reply {
	b.s.t.Helper()
	return b.send(b.request(http.MethodGet, path, nil))
}

// submit posts a form as the login page's own browser does.
func (b *browser) submit(path string, fields ...string) reply {
	b.s.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", strings.TrimSuffix(issuer, "/"))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.send(r)
}

// call posts JSON as a script of the application does.
func (b *browser) call(path, body string) reply {
	b.s.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", app)
	return b.send(r)
}

// login goes through the hosted pages as address and returns the fragment.
func (b *browser) login(request, address, code string) url.Values {
	b.s.t.Helper()
	resume := b.submit(b.atCode(request, address), "code", code)
	if resume.StatusCode != http.StatusSeeOther {
		b.s.t.Fatalf("the code was not taken: %d %s", resume.StatusCode, resume.body)
	}
	return b.s.fragment(b.get(resume.Header.Get("Location")))
}

// atCode goes as far as the page that asks for the code and returns its path.
func (b *browser) atCode(request, address string) string {
	b.s.t.Helper()
	atLogin := b.get(request).Header.Get("Location")
	if !strings.HasPrefix(atLogin, "/u/login?") {
		b.s.t.Fatalf("%s leads to %q, not to the login page", request, atLogin)
	}
	atCode := b.submit(atLogin, "email", address)
	if atCode.StatusCode != http.StatusSeeOther {
		b.s.t.Fatalf("the address was not taken: %d %s", atCode.StatusCode, atCode.body)
	}
	return atCode.Header.Get("Location")
}

// tokens logs ann in for a request and returns what came back.
func (s *system) tokens(with ...string) url.Values {
	s.t.Helper()
	return s.browser().login(ask(with...), ann, annsCode)
}

func (s *system) fragment(r reply) url.Values {
	s.t.Helper()
	before, after, found := strings.Cut(r.Header.Get("Location"), "#")
	v, err := url.ParseQuery(after)
	if !found || before != callback || err != nil {
		s.t.Fatalf("no answer at the callback: %d %s %s", r.StatusCode, r.Header.Get("Location"), r.body)
	}
	s.checkAgainstExplanation(v)
	return v
}

// checkAgainstExplanation holds for every token of every test: expires_in is
// exp - iat, and what `authd explain` says.
func (s *system) checkAgainstExplanation(answer url.Values) {
	s.t.Helper()
	if access := claims(answer.Get("access_token")); access != nil {
		if got := access["exp"].(float64) - access["iat"].(float64); answer.Get("expires_in") != strconv.FormatFloat(got, 'f', -1, 64) {
			s.t.Errorf("expires_in %s, but exp - iat is %v", answer.Get("expires_in"), got)
		}
	}
	if id := claims(answer.Get("id_token")); id != nil {
		plan, err := explain.Plan(s.config.Directory, explain.Question{Client: id["aud"].(string), ResponseType: "id_token"})
		if got := id["exp"].(float64) - id["iat"].(float64); err != nil || got != plan.ID.Lifetime.Value.Seconds() {
			s.t.Errorf("the ID token lives %v s, explained as %v (%v)", got, plan.ID.Lifetime.Value, err)
		}
	}
}

// claims reads a JWT's payload without checking it; nil for an opaque token.
func claims(token string) map[string]any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var c map[string]any
	if err != nil || json.Unmarshal(payload, &c) != nil {
		return nil
	}
	return c
}

// userinfo asks /userinfo with a token.
func (s *system) userinfo(token string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodGet, "/userinfo", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return b.send(r)
}
