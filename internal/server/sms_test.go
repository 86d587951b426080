package server

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwt"
)

const (
	phone         = "+14155550123"
	gatewaySecret = "a secret of the gateway, 32 bytes"
)

// A sentSMS is what the gateway was posted.
type sentSMS struct {
	Recipient, Body, Sender string
	authorization           string
}

func (t sentSMS) code() string { return regexp.MustCompile(`#(\d{6})$`).FindStringSubmatch(t.Body)[1] }

// smsGateway listens as a custom SMS gateway does.
func smsGateway(t *testing.T) (string, <-chan sentSMS) {
	t.Helper()
	texts := make(chan sentSMS, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var got sentSMS
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &got) != nil {
			t.Errorf("the gateway got %s, %v", body, err)
		}
		got.authorization = r.Header.Get("Authorization")
		texts <- got
	}))
	t.Cleanup(server.Close)
	return server.URL, texts
}

// smsSystem is a system whose text messages go to a gateway, its worker running.
func smsSystem(t *testing.T, changes ...setting) (*system, <-chan sentSMS) {
	t.Helper()
	url, texts := smsGateway(t)
	s := newSystem(t, append(changes,
		setting{"  - {name: email, strategy: email}", "  - {name: email, strategy: email}\n  - {name: sms, strategy: sms}"},
		setting{"delivery:", `delivery:
  sms: {driver: webhook, countries: [US], from: Test, url: "` + url + `", gateway_authentication: {method: bearer, subject: "urn:Auth0", audience: "urn:gateway", secret: "` + gatewaySecret + `"}}`})...)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { s.worker.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return s, texts
}

func next(t *testing.T, texts <-chan sentSMS) sentSMS {
	t.Helper()
	select {
	case got := <-texts:
		return got
	case <-time.After(20 * time.Second): // only where the test fails
		t.Fatal("no text message came")
		return sentSMS{}
	}
}

// metric is what the admin listener says of one metric.
func (s *system) metric(name string) string {
	w := httptest.NewRecorder()
	s.admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	var lines []string
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, name) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, "\n")
}

const startSMS = `{"client_id":"spa","connection":"sms","phone_number":"+1 415 555 0123","send":"code"}`

func TestAuth0JSFlow_BySMS(t *testing.T) {
	s, texts := smsSystem(t)
	b := s.browser()
	if r := b.call("/passwordless/start", startSMS); r.StatusCode != http.StatusOK || !strings.Contains(r.body, `"phone_number":"+14155550123","phone_verified":false`) {
		t.Fatalf("start: %d %s", r.StatusCode, r.body)
	}
	got := next(t, texts)
	if got.Recipient != phone || got.Sender != "Test" || !strings.HasSuffix(got.Body, "\n\n@localhost #"+got.code()) {
		t.Errorf("the gateway got %+v", got)
	}
	if r := b.call("/passwordless/verify", `{"connection":"sms","phone_number":"+14155550123","verification_code":"`+got.code()+`"}`); r.StatusCode != http.StatusOK {
		t.Fatalf("verify: %d %s", r.StatusCode, r.body)
	}
	answer := s.fragment(b.get("/passwordless/verify_redirect?" + form("client_id", "spa", "response_type", "token id_token", "redirect_uri", callback,
		"scope", "openid profile phone", "connection", "sms", "phone_number", phone, "verification_code", got.code(), "state", "s-9").Encode()))
	s.checkAgainstExplanation(answer)
	if metrics := s.metric("authd_sms_codes_total"); metrics != `authd_sms_codes_total{country="US",step="sent"} 1`+"\n"+`authd_sms_codes_total{country="US",step="used"} 1` {
		t.Errorf("the metrics say\n%s", metrics)
	}
	id := claims(answer.Get("id_token"))
	if id["phone_number"] != phone || id["phone_number_verified"] != true || id["email"] != nil || !strings.HasPrefix(id["sub"].(string), "sms|") {
		t.Errorf("the ID token says %v", id)
	}
	var info map[string]any
	if err := json.Unmarshal([]byte(s.userinfo(answer.Get("access_token")).body), &info); err != nil || info["phone_number"] != phone || info["name"] != phone {
		t.Errorf("/userinfo says %v, %v", info, err)
	}
}

// The bearer token of Auth0's gateway_authentication.
func TestTheGatewayCanTellWhoCalls(t *testing.T) {
	s, texts := smsSystem(t)
	s.browser().call("/passwordless/start", startSMS)
	bearer, found := strings.CutPrefix(next(t, texts).authorization, "Bearer ")
	token, err := jwt.ParseString(bearer, jwt.WithKey(jwa.HS256, []byte(gatewaySecret)), jwt.WithIssuer(issuer), jwt.WithAudience("urn:gateway"),
		jwt.WithSubject("urn:Auth0"), jwt.WithClock(jwt.ClockFunc(s.clock.Now)))
	if err != nil || !found {
		t.Fatalf("%q: %v", bearer, err)
	}
	if life := token.Expiration().Sub(token.IssuedAt()); life != time.Minute || token.JwtID() == "" {
		t.Errorf("it lives for %v, jti %q", life, token.JwtID())
	}
}

func TestTokenByOTP_OfAPhone(t *testing.T) {
	s, texts := smsSystem(t)
	b := s.browser()
	b.call("/passwordless/start", strings.Replace(startSMS, `"spa"`, `"otp"`, 1))
	code := next(t, texts).code()
	body := func(code string) string {
		return `{"grant_type":"http://auth0.com/oauth/grant-type/passwordless/otp","client_id":"otp","realm":"sms","username":"+14155550123","otp":"` + code + `"}`
	}
	wrong := string('0'+(code[0]-'0'+1)%10) + code[1:]
	if r := b.call("/oauth/token", body(wrong)); r.StatusCode != http.StatusForbidden || r.body != `{"error":"invalid_grant","error_description":"Wrong phone number or verification code."}` {
		t.Errorf("a wrong code: %d %s", r.StatusCode, r.body)
	}
	r := b.call("/oauth/token", body(code))
	var got map[string]any
	if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	if id := claims(got["id_token"].(string)); id["phone_number"] != phone {
		t.Errorf("the ID token says %v", id)
	}
}

// PL-07, PL-27: codes and numbers are in no log, and what is refused says which
// setting refuses.
func TestPL07_NoCodeOrNumberInTheLog(t *testing.T) {
	s, texts := smsSystem(t)
	b := s.browser()
	b.call("/passwordless/start", startSMS)
	code := next(t, texts).code()
	b.call("/passwordless/verify", `{"connection":"sms","phone_number":"+14155550123","verification_code":"`+code+`"}`)
	for _, secret := range []string{code, "4155550123", gatewaySecret} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log tells %s", secret)
		}
	}
}

func TestPL27_TheTotalIsTold(t *testing.T) {
	s, texts := smsSystem(t, setting{"limits:", "limits:\n  sms: {total: 1/d}"})
	b := s.browser()
	b.call("/passwordless/start", startSMS)
	next(t, texts)
	r := b.call("/passwordless/start", strings.Replace(startSMS, "0123", "0124", 1))
	if r.StatusCode != http.StatusTooManyRequests || !strings.Contains(r.body, "limits.sms.total") || r.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}
