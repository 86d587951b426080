package rig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// A Person is somebody with a browser, which does not follow redirects by itself.
type Person struct {
	Issuer  string
	Address string
	HTTP    *http.Client
}

// NewPerson is person i, whose requests go by transport.
func NewPerson(issuer string, i int, transport http.RoundTripper) *Person {
	jar, _ := cookiejar.New(nil) // it errs for no options
	return &Person{issuer, Address(i), &http.Client{
		Transport: transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Ask is the path of a request to /authorize; more replaces parameters.
func Ask(more ...string) string {
	q := url.Values{"client_id": {SPA}, "redirect_uri": {Callback}, "response_type": {"token id_token"}, "scope": {"openid profile email"}, "state": {"s"}, "nonce": {"n"}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "authorize?" + q.Encode()
}

// Verifier and its challenge are those of RFC 7636 appendix B.
const (
	Verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// AskCode is Ask for a code of client Mobile.
func AskCode(more ...string) string {
	return Ask(append([]string{"client_id", Mobile, "response_type", "code", "scope", "openid email offline_access", "code_challenge", challenge, "code_challenge_method", "S256"}, more...)...)
}

// ErrRefused says that the server did not do what a person may expect of it.
var ErrRefused = errors.New("refused")

// Get asks for a path of the issuer and returns status, Location and body.
func (p *Person) Get(ctx context.Context, path string) (Answer, error) {
	return p.send(ctx, http.MethodGet, path, nil)
}

// Post sends a form as a page of the issuer does.
func (p *Person) Post(ctx context.Context, path string, fields ...string) (Answer, error) {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return p.send(ctx, http.MethodPost, path, form)
}

// An Answer is a response, read to its end.
type Answer struct {
	Status   int
	Location string // of a redirect, whole
	Body     string
}

// Values are the parameters of a redirect's fragment or query.
func (a Answer) Values() url.Values {
	u, err := url.Parse(a.Location)
	if err != nil {
		return nil
	}
	v, _ := url.ParseQuery(u.Fragment + u.RawQuery) // what can be read of it
	return v
}

func (p *Person) send(ctx context.Context, method, path string, form url.Values) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.Issuer+strings.TrimPrefix(path, "/"), strings.NewReader(form.Encode()))
	if err != nil {
		return Answer{}, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if method == http.MethodPost && path != tokenPath {
		r.Header.Set("Origin", strings.TrimSuffix(p.Issuer, "/"))
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return p.answer(r)
}

func (p *Person) answer(r *http.Request) (Answer, error) {
	response, err := p.HTTP.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header.Get("Location"), string(body)}, err
}

// Login goes through the hosted pages for a request and returns its answer.
func (p *Person) Login(ctx context.Context, request string) (Answer, error) {
	a, err := p.Get(ctx, request)
	if err == nil && strings.HasPrefix(a.Location, "/u/login") {
		a, err = p.Post(ctx, a.Location, "email", p.Address)
	}
	if err == nil && strings.HasPrefix(a.Location, "/u/code") {
		a, err = p.Post(ctx, a.Location, "code", Code)
	}
	if err == nil && strings.HasPrefix(a.Location, "/authorize/resume") {
		a, err = p.Get(ctx, a.Location)
	}
	if err == nil && !strings.HasPrefix(a.Location, Callback) {
		err = fmt.Errorf("%w: a login ends with %d at %q: %.300s", ErrRefused, a.Status, a.Location, a.Body)
	}
	return a, err
}

// Userinfo asks who the bearer of an access token is.
func (p *Person) Userinfo(ctx context.Context, token string) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Issuer+"userinfo", nil)
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return p.answer(r)
}

// StartLogin asks for a code by mail as auth0.js does on a page of client SPA.
func (p *Person) StartLogin(ctx context.Context, address string) (Answer, error) {
	body := fmt.Sprintf(`{"client_id":%q,"connection":"email","email":%q,"send":"code"}`, SPA, address)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Issuer+"passwordless/start", strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", "http://localhost:3000")
	return p.answer(r)
}

// A Set is what /oauth/token gives, or its error.
type Set struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	ID      string `json:"id_token"`
	Error   string `json:"error"`
	Status  int    `json:"-"`
}

// tokenPath is where no page posts to, but the application itself.
const tokenPath = "oauth/token"

// Redeem exchanges a code of client Mobile.
func (p *Person) Redeem(ctx context.Context, code string) (Set, error) {
	return p.token(ctx, "grant_type", "authorization_code", "client_id", Mobile, "code", code, "redirect_uri", Callback, "code_verifier", Verifier)
}

// Renew presents a refresh token of client Mobile.
func (p *Person) Renew(ctx context.Context, token string) (Set, error) {
	return p.token(ctx, "grant_type", "refresh_token", "client_id", Mobile, "refresh_token", token)
}

func (p *Person) token(ctx context.Context, fields ...string) (Set, error) {
	a, err := p.Post(ctx, tokenPath, fields...)
	if err != nil {
		return Set{}, err
	}
	set := Set{Status: a.Status}
	if err := json.Unmarshal([]byte(a.Body), &set); err != nil {
		return set, fmt.Errorf("rig: %d %.200s: %w", a.Status, a.Body, err)
	}
	return set, nil
}
