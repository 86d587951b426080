package users

import (
	"errors"
	"testing"
	"time"

	"authd/internal/authd"
)

var (
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	dates = `"created_at": "2020-01-02T03:04:05.678Z", "updated_at": "2021-01-02T03:04:05.678Z"`
	rules = Rules{
		Connections: map[string]authd.Connection{
			"email": {Name: "email", Strategy: "email"}, "Staff": {Name: "Staff", Strategy: "email", PreserveCase: true}, "sms": {Name: "sms", Strategy: "sms"},
		},
		Now: noon,
	}
	ada = authd.User{
		ID: "email|5f7c8ec7c33c6c004bbafe82", Connection: "email", Identifier: "ada@example.com", Email: "ada@example.com", EmailVerified: true,
		Name: "Ada", Nickname: "al", Picture: "https://example.com/a.png",
		CreatedAt: time.Date(2020, 1, 2, 3, 4, 5, 678e6, time.UTC), UpdatedAt: time.Date(2021, 1, 2, 3, 4, 5, 678e6, time.UTC),
	}
)

// with is ada with something else.
func with(change func(*authd.User)) authd.User {
	u := ada
	change(&u)
	return u
}

func TestWhoIsTakenAlong(t *testing.T) {
	moving := rules
	moving.PasswordsTo = "email"
	for _, tc := range []struct {
		name, line string
		rules      Rules
		want       authd.User
	}{
		{"a whole line of an export job", `{"user_id": "email|5f7c8ec7c33c6c004bbafe82", "email": "Ada@Example.COM", "email_verified": true, "name": "Ada", "nickname": "al", "picture": "https://example.com/a.png", ` + dates +
			`, "identities": [{"user_id": "5f7c8ec7c33c6c004bbafe82", "provider": "email", "connection": "email", "isSocial": false}], "user_metadata": {"a": [1]}, "last_login": "2021-01-02T03:04:05.678Z", "logins_count": 3, "blocked": false}`, rules, ada},
		{"headers of the export extension", `{"Id": "email|5f7c8ec7c33c6c004bbafe82", "Email": "ada@example.com", "Email Verified": "true", "Name": "Ada", "Nickname": "al", "Picture": "https://example.com/a.png", "Connection": "email", "Created At": "2020-01-02T03:04:05.678Z", "Updated At": "2021-01-02T03:04:05.678Z"}`, rules, ada},
		{"no more than needed", `{"user_id": "email|1", "email": "ada@example.com"}`, rules,
			authd.User{ID: "email|1", Connection: "email", Identifier: "ada@example.com", Email: "ada@example.com", Name: "ada@example.com", Nickname: "ada", CreatedAt: noon, UpdatedAt: noon}},
		{"null says nothing", `{"user_id": "email|1", "email": "ada@example.com", "name": null, "picture": null, "identities": null, "blocked": null, "created_at": null}`, rules,
			authd.User{ID: "email|1", Connection: "email", Identifier: "ada@example.com", Email: "ada@example.com", Name: "ada@example.com", Nickname: "ada", CreatedAt: noon, UpdatedAt: noon}},
		{"a connection that keeps case", `{"user_id": "email|1", "email": "Ada@Example.com", "name": "Ada", "nickname": "al", "picture": "https://example.com/a.png", "email_verified": true, "identities": [{"provider": "email", "user_id": "1", "connection": "Staff"}], ` + dates + `}`, rules,
			with(func(u *authd.User) {
				u.ID, u.Connection, u.Identifier, u.Email = "email|1", "Staff", "Ada@example.com", "Ada@example.com"
			})},
		{"of linked identities the first one's", `{"user_id": "email|1", "email": "ada@example.com", "name": "Ada", "nickname": "al", "picture": "https://example.com/a.png", "email_verified": true, "identities": [{"provider": "google-oauth2", "user_id": "9", "connection": "google-oauth2"}, {"provider": "email", "user_id": "1", "connection": "email"}], ` + dates + `}`, rules,
			with(func(u *authd.User) { u.ID = "email|1" })},
		{"a number", `{"user_id": "sms|1", "phone_number": "+14155550123", "phone_verified": true, ` + dates + `}`, rules,
			authd.User{ID: "sms|1", Connection: "sms", Identifier: "+14155550123", PhoneNumber: "+14155550123", PhoneVerified: true, Name: "+14155550123", CreatedAt: ada.CreatedAt, UpdatedAt: ada.UpdatedAt}},
		{"a password that is left behind", `{"user_id": "auth0|1", "email": "ada@example.com", "email_verified": true, "name": "Ada", "nickname": "al", "picture": "https://example.com/a.png", ` + dates + `}`, moving,
			with(func(u *authd.User) { u.ID = "auth0|1" })},
		{"names without what moves the cursor", `{"user_id": "email|1", "email": "ada@example.com", "name": "A\u001b[31mda\u0000", "nickname": "al", "picture": "https://example.com/a.png", "email_verified": true, ` + dates + `}`, rules,
			with(func(u *authd.User) { u.ID, u.Name = "email|1", "A[31mda" })},
		{"a time before the first", `{"user_id": "email|1", "email": "ada@example.com", "name": "Ada", "nickname": "al", "picture": "https://example.com/a.png", "email_verified": true, "created_at": "2021-01-02T03:04:05.678Z", "updated_at": "2020-01-02T03:04:05.678Z"}`, rules,
			with(func(u *authd.User) { u.ID, u.CreatedAt = "email|1", u.UpdatedAt })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := parse([]byte(tc.line))
			if err != nil {
				t.Fatal(err)
			}
			got, err := tc.rules.decide(p)
			if err != nil || got != tc.want {
				t.Errorf("got %+v, %v\nwant %+v", got, err, tc.want)
			}
		})
	}
}

func TestWhoIsLeftOut(t *testing.T) {
	moving := rules
	moving.PasswordsTo = "email"
	for _, tc := range []struct {
		name, line, want string
		rules            Rules
	}{
		{"blocked", `{"user_id": "email|1", "email": "ada@example.com", "blocked": true}`, "blocked at Auth0", rules},
		{"a password", `{"user_id": "auth0|1", "email": "ada@example.com", "email_verified": true}`, "with a password; see --database-users", rules},
		{"a password and an address nobody proved", `{"user_id": "auth0|1", "email": "ada@example.com"}`, "with a password and an address they never proved", moving},
		{"blocked with a password", `{"user_id": "auth0|1", "email": "ada@example.com", "email_verified": true, "blocked": true}`, "blocked at Auth0", moving},
		{"social", `{"user_id": "google-oauth2|1", "email": "ada@example.com", "email_verified": true}`, `from "google-oauth2", which nobody can log in with here`, moving},
		{"a connection that is not there", `{"user_id": "email|1", "email": "ada@example.com", "identities": [{"provider": "email", "user_id": "1", "connection": "old"}]}`, `of the connection "old", which the configuration does not have`, rules},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := parse([]byte(tc.line))
			if err != nil {
				t.Fatal(err)
			}
			_, err = tc.rules.decide(p)
			if out, ok := errors.AsType[leftOut](err); !ok || string(out) != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

func TestLinesThatAreWrong(t *testing.T) {
	for _, tc := range []struct{ name, line, want string }{
		{"no JSON", `user_id,email`, "is no JSON object"},
		{"half of it", `{"user_id": "email|1"`, "is no JSON object"},
		{"a list", `[{"user_id": "email|1"}]`, "is no JSON object"},
		{"null", `null`, "is no JSON object"},
		{"two in a line", `{"user_id": "email|1"} {"user_id": "email|2"}`, "is no JSON object"},
		{"nobody", `{"email": "ada@example.com"}`, "needs a user_id of 1 to 255 bytes, which is the sub of tokens"},
		{"an id that breaks lines", `{"user_id": "email|1\n2", "email": "ada@example.com"}`, "needs a user_id of 1 to 255 bytes, which is the sub of tokens"},
		{"a number for an id", `{"user_id": 1, "email": "ada@example.com"}`, "user_id must be text"},
		{"no address", `{"user_id": "email|1"}`, "email: an e-mail address is needed"},
		{"two addresses", `{"user_id": "email|1", "email": "a@example.com,b@example.com"}`, "email: exactly one e-mail address is needed, with exactly one @"},
		{"a list of addresses", `{"user_id": "email|1", "email": ["a@example.com"]}`, "email must be text"},
		{"neither yes nor no", `{"user_id": "email|1", "email": "a@example.com", "email_verified": "maybe"}`, "email_verified must be true or false"},
		{"no time", `{"user_id": "email|1", "email": "a@example.com", "created_at": "yesterday"}`, "created_at must be a time like 2024-01-31T12:00:00.000Z"},
		{"identities of another kind", `{"user_id": "email|1", "email": "a@example.com", "identities": "email"}`, "identities must be a list of identities"},
		{"no number", `{"user_id": "sms|1", "phone_number": "0555 0100"}`, "phone_number: a phone number begins with + and the country's code, like +14155550123, and has 15 digits at most"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := parse([]byte(tc.line))
			if err == nil {
				_, err = rules.decide(p)
			}
			if _, ok := errors.AsType[leftOut](err); ok || err == nil || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}
