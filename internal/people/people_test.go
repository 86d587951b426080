package people

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

var (
	now  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	here = Directory{"email": {Name: "email", Strategy: "email"}, "sms": {Name: "sms", Strategy: "sms"}}
)

func full() authd.User {
	return authd.User{
		ID: "email|1", Connection: "email", Identifier: "ada@example.test", Email: "ada@example.test", EmailVerified: true,
		PhoneNumber: "+14155550123", PhoneVerified: true, Name: "Ada", Nickname: "ada", Picture: "https://example.test/a.png",
		Profile: authd.Profile{
			GivenName: "Ada", FamilyName: "Example", MiddleName: "M.", PreferredUsername: "ada", Profile: "https://example.test/ada",
			Website: "https://ada.example.test/", Gender: "female", Birthdate: "2000-01-31", Zoneinfo: "Europe/Paris", Locale: "fr-FR",
			Address: authd.Address{Formatted: "a", StreetAddress: "b", Locality: "c", Region: "d", PostalCode: "e", Country: "f"},
		},
		Blocked: true, CreatedAt: now, UpdatedAt: now,
	}
}

// What is written is read as it was: nothing of a person is lost on the way.
func TestARecordComesBack(t *testing.T) {
	text, err := json.Marshal(Of(full()))
	if err != nil {
		t.Fatal(err)
	}
	got, err := here.Read(text, "another", now.Add(time.Hour))
	if err != nil || !reflect.DeepEqual(got, full()) {
		t.Errorf("%s\nbecame %+v, %v", text, got, err)
	}
	v := reflect.ValueOf(full())
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s of the person in this test is empty", v.Type().Field(i).Name)
		}
	}
}

func TestReadANewPerson(t *testing.T) {
	got, err := here.Read([]byte(`{"connection":"email","email":" Ada@EXAMPLE.test"}`), "new", now)
	want := authd.User{ID: "email|new", Connection: "email", Identifier: "ada@example.test", Email: "ada@example.test", CreatedAt: now, UpdatedAt: now}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	got, err = here.Read([]byte(`{"connection":"sms","phone_number":"+1 415 555 0123"}`), "new", now)
	if err != nil || got.Identifier != "+14155550123" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// PL-17: what nobody may set is refused by its name, and so is what nobody knows.
func TestPL17_WhatIsNotRead(t *testing.T) {
	for body, words := range map[string]string{
		`{"connection":"email","email":"a@b.test","app_metadata":{}}`:      "app_metadata: is not known; there are user_id, connection",
		`{"connection":"email","email":"a@b.test","given_nam":"x"}`:        "given_nam: is not known; did you mean given_name?",
		`{"connection":"email","email":"a@b.test","email_verified":"yes"}`: "email_verified: must be true or false and not a string",
		`{"connection":"email"}`:                                            "email: is missing",
		`{"connection":"sms","email":"a@b.test"}`:                           "phone_number: is missing",
		`{"connection":"nowhere","email":"a@b.test"}`:                       "the configuration's: email, sms",
		`{"connection":"email","email":"a@@b.test"}`:                        "email: exactly one",
		`{"connection":"email","email":"a@b.test","phone_number":"1"}`:      "phone_number: a phone number begins with +",
		`{"connection":"email","email":"a@b.test","birthdate":"31.1.2000"}`: "birthdate: must be like",
		`{"connection":"email","email":"a@b.test"}{}`:                       "one JSON object",
		`[]`: "one JSON object", ``: "one JSON object", `null`: "one JSON object",
		`{"connection":"email","email":"a@b.test","BLOCKED":true}`:                                     "BLOCKED: is not known; did you mean blocked?",
		`{"connection":"email","email":"a@b.test","address":{"town":"x"}}`:                             "address.town: is not known; there are formatted",
		`{"connection":"email","email":"a@b.test","address":"Paris"}`:                                  "address: must be an object",
		`{"connection":"email","email":"a@b.test","created_at":"today"}`:                               "must be times like",
		`{"connection":"email","email":"a@b.test","user_id":"backend@clients"}`:                        "user_id: must be like",
		`{"connection":"email","email":"a@b.test","user_id":"email|a b"}`:                              "user_id: must be like",
		`{"connection":"email","email":"a@b.test","user_id":"email|` + strings.Repeat("x", 250) + `"}`: "user_id: must be like",
		`{"connection":"email","email":"a@b.test","website":"javascript:alert(1)"}`:                    "website: must be an address",
		`{"connection":"email","email":"a@b.test","picture":"/a.png"}`:                                 "picture: must be an address",
		`{"connection":"email","email":"a@b.test","gender":"a\nb"}`:                                    "gender: must be at most",
		`{"connection":"email","email":"a@b.test","address":{"country":"a\nb"}}`:                       "address.country: must be at most",
		`{"connection":"email","email":"a@b.test","given_name":"` + strings.Repeat("x", 2049) + `"}`:   "given_name: must be at most 2048",
		`{"connection":"email","email":"a@b.test","address":{"formatted":"a\u0000b"}}`:                 "address.formatted: must be at most",
	} {
		if got, err := here.Read([]byte(body), "email|1", now); err == nil || !strings.Contains(err.Error(), words) || got != (authd.User{}) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// AD-05: who makes a person by the API says neither their id nor their dates.
func TestAD05_ANewPersonsIDIsTheServers(t *testing.T) {
	if got, err := here.New([]byte(`{"connection":"email","email":"a@b.test"}`), "new", now); err != nil || got.ID != "email|new" {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, name := range []string{"user_id", "created_at", "updated_at"} {
		body := `{"connection":"email","email":"a@b.test","` + name + `":null}`
		if _, err := here.New([]byte(body), "new", now); err == nil || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A member that is not in the list of texts would be kept however long it is.
func TestEveryTextIsBounded(t *testing.T) {
	record, err := json.Marshal(Of(full()))
	if err != nil {
		t.Fatal(err)
	}
	is, err := object(record)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 5000)
	refused := func(patch map[string]any) {
		body, _ := json.Marshal(patch)
		if _, err := here.Change(full(), body, now); err == nil {
			t.Errorf("%.80s is kept", body)
		}
	}
	for name, value := range is {
		if _, isText := value.(string); isText {
			refused(map[string]any{name: long})
		}
	}
	for _, name := range addressMembers {
		refused(map[string]any{"address": map[string]any{name: long}})
	}
}

func TestChange(t *testing.T) {
	u := full()
	got, err := here.Change(u, []byte(`{"given_name":"Augusta","address":{"country":"GB"},"email":"new@example.test","blocked":false}`), now.Add(time.Minute))
	want := full()
	want.Profile.GivenName, want.Profile.Address.Country = "Augusta", "GB"
	want.Email, want.Identifier, want.Blocked, want.UpdatedAt = "new@example.test", "new@example.test", false, now.Add(time.Minute)
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	got, err = here.Change(u, []byte(`{"given_name":null,"phone_number":null,"phone_verified":null,"website":"","address":{"country":null}}`), now)
	want = full()
	want.Profile.GivenName, want.PhoneNumber, want.PhoneVerified, want.Profile.Website, want.Profile.Address.Country = "", "", false, "", ""
	want.UpdatedAt = now.Add(time.Millisecond)
	if err != nil || got != want {
		t.Errorf("what is null stays: %+v, %v", got, err)
	}
	if got, err = here.Change(u, []byte(`{"address":null}`), now); err != nil || got.Profile.Address != (authd.Address{}) {
		t.Errorf("the address stays: %+v, %v", got, err)
	}
	if got, err := here.Change(u, []byte(`{}`), now); err != nil || !got.UpdatedAt.After(u.UpdatedAt) {
		t.Errorf("the time stands still: %+v, %v", got, err)
	}
	for _, body := range []string{`{"user_id":null}`, `{"surname":null}`, `{"email":null}`, `{"address":{"town":null}}`, `[]`, `{"user_id":"email|2"}`, `{"connection":"sms"}`, `{"created_at":"2000-01-01T00:00:00Z"}`, `{"updated_at":"2000-01-01T00:00:00Z"}`} {
		if got, err := here.Change(u, []byte(body), now); err == nil || got != (authd.User{}) {
			t.Errorf("%s: %+v", body, got)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	cased := Directory{"email": {Strategy: "email", PreserveCase: true}, "sms": {Strategy: "sms"}}
	for _, row := range []struct {
		d                       Directory
		connection, typed, want string
	}{
		{here, "email", " Ada@Example.test ", "ada@example.test"}, {cased, "email", "Ada@Example.test", "Ada@example.test"},
		{here, "sms", "+1 415 555 0123", "+14155550123"}, {here, "sms", "ada@example.test", ""}, {here, "email", "+14155550123", ""},
	} {
		if got := row.d.Identifier(row.connection, row.typed); got != row.want {
			t.Errorf("%s at %s is %q, want %q", row.typed, row.connection, got, row.want)
		}
	}
}

func TestBirthdates(t *testing.T) {
	for text, ok := range map[string]bool{"": true, "2000-02-29": true, "0000-02-29": true, "1999": true, "2001-02-29": false, "0000-13-01": false, "99": false, "today": false} {
		if err := birthdate(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
