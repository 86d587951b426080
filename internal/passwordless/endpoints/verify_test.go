package endpoints

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"authd/internal/oauth"
)

var zeroIP netip.Addr

// start sends a code to ada and returns it.
func (b *bench) start(t *testing.T) string {
	t.Helper()
	w := b.postJSON(b.Start, `{"client_id":"spa","connection":"email","send":"code","email":"ada@example.com"}`)
	if w.Code != 200 {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	return b.last().Code
}

func (b *bench) redeem(t *testing.T, code string) error {
	t.Helper()
	p := oauth.Params{"client_id": "spa", "connection": "email", "email": "ada@example.com", "verification_code": code}
	user, connection, err := b.RedeemParams(t.Context(), p, zeroIP, b.at)
	if err == nil && (user.Email != "ada@example.com" || connection != "email") {
		t.Errorf("got %+v by %s", user, connection)
	}
	return err
}

// auth0.js presents the same code twice: verify must leave it, verify_redirect
// uses it up.
func TestOneCodeTwoPresentations(t *testing.T) {
	rows := []struct{ name, kind, body string }{
		{"auth0.js 6", "application/x-www-form-urlencoded", "connection=email&email=ada%%40example.com&verification_code=%s"},
		{"auth0.js 8", "application/json", `{"connection":"email","verification_code":"%s","email":"ada@example.com"}`},
		{"auth0.js 9.16.4", "application/json", `{"client_id":"spa","connection":"email","verification_code":"%s","email":"Ada@example.com"}`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			code := b.start(t)
			for range 2 {
				expect(t, b.post(b.Verify, row.kind, fmt.Sprintf(row.body, code)), 200, "{}")
			}
			if err := b.redeem(t, code); err != nil {
				t.Error(err)
			}
			expectRefusal(t, b.redeem(t, code), "unauthorized", "Wrong email or verification code.")
		})
	}
}

func expectRefusal(t *testing.T, err error, code, words string) {
	t.Helper()
	var refused *oauth.Error
	if !errors.As(err, &refused) || refused.Code != code || refused.Description != words {
		t.Errorf("got %v, want %s: %s", err, code, words)
	}
}

// PL-01: the sentences of Auth0, which apps compare, from the first wrong code
// to the end of its tries.
func TestPL01_Auth0sWords(t *testing.T) {
	const (
		wrong     = "Wrong email or verification code."
		expired   = "The verification code has expired. Please try to login again."
		exhausted = "You've reached the maximum number of attempts. Please try to login again."
	)
	b := newBench(t)
	code := b.start(t)
	guess := func(code string) string {
		return fmt.Sprintf(`{"connection":"email","email":"ada@example.com","verification_code":%q}`, code)
	}
	for range 2 {
		expect(t, b.postJSON(b.Verify, guess("wrong")), 401, `{"error":"invalid_user_password","error_description":"`+wrong+`"}`)
	}
	expectRefusal(t, b.redeem(t, "wrong"), "unauthorized", wrong)
	expect(t, b.postJSON(b.Verify, guess(code)), 429, `{"error":"too_many_attempts","error_description":"`+exhausted+`"}`)
	expectRefusal(t, b.redeem(t, code), "too_many_attempts", exhausted)

	code = b.start(t)
	b.at = b.at.Add(10 * time.Minute)
	expect(t, b.postJSON(b.Verify, guess(code)), 401, `{"error":"invalid_user_password","error_description":"`+expired+`"}`)
	expectRefusal(t, b.redeem(t, code), "unauthorized", expired)
}

func TestVerifyErrors(t *testing.T) {
	rows := []struct{ name, body, code, words string }{
		{"no code", `{"connection":"email","email":"ada@example.com"}`, "bad.request", "Missing required property: verification_code"},
		{"a number for a code", `{"connection":"email","email":"ada@example.com","verification_code":[1]}`, "bad.request", "Missing required property: verification_code"},
		{"no connection", `{"email":"ada@example.com","verification_code":"1"}`, "bad.connection", "Missing required property: connection"},
		{"unknown connection", `{"connection":"none","email":"ada@example.com","verification_code":"1"}`, "bad.connection", "Connection does not exist: none."},
		{"no email", `{"connection":"email","verification_code":"1"}`, "bad.email", "Missing required property: email"},
		{"no JSON", `x`, "bad.request", "The body must be one JSON object."},
	}
	b := newBench(t)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			expect(t, b.postJSON(b.Verify, row.body), 400, fmt.Sprintf(`{"error":%q,"error_description":%q}`, row.code, row.words))
		})
	}
}

// PL-09: a code sent for one client is wrong under another.
func TestPL09_OtherClients(t *testing.T) {
	b := newBench(t)
	code := b.start(t)
	body := fmt.Sprintf(`{"client_id":"backend","connection":"email","email":"ada@example.com","verification_code":%q}`, code)
	expect(t, b.postJSON(b.Verify, body), 401, `{"error":"invalid_user_password","error_description":"Wrong email or verification code."}`)
}

// PL-07: no code, address or secret reaches the log, whatever goes wrong.
func TestPL07_TheLogHoldsNoSecrets(t *testing.T) {
	b := newBench(t)
	code := b.start(t)
	for _, guess := range []string{code, "98" + code, code} {
		b.postJSON(b.Verify, fmt.Sprintf(`{"client_id":"backend","connection":"email","email":"ada@example.com","verification_code":%q}`, guess))
	}
	b.postJSON(b.Start, `{"client_id":"backend","client_secret":"hunter2","connection":"email","email":"ada@example.com"}`)
	b.postJSON(b.Start, `{"client_id":"spa","connection":"email","send":"code","email":"ada@example.com,eve@example.com"}`)
	log := b.log.String()
	if strings.Count(log, "request refused") != 5 {
		t.Fatalf("the log says %s", log)
	}
	for _, secret := range []string{code, "hunter2", "ada@", "eve@"} {
		if strings.Contains(log, secret) {
			t.Errorf("%s is in the log: %s", secret, log)
		}
	}
}
