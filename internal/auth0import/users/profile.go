package users

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A profile is one line of the export.
type profile struct {
	ID            string
	Provider      string // of the identity that ID names; before the bar of ID otherwise
	Connection    string // of that identity; may be empty
	Email         string
	EmailVerified bool
	PhoneNumber   string
	PhoneVerified bool
	Name          string
	Nickname      string
	Picture       string
	Blocked       bool
	CreatedAt     time.Time // zero: not said
	UpdatedAt     time.Time
}

// spellings are the names a field has: Auth0's own, and the header that the
// export extension suggests.
var spellings = map[string][]string{
	"user_id":        {"user_id", "Id"},
	"email":          {"email", "Email"},
	"email_verified": {"email_verified", "Email Verified"},
	"phone_number":   {"phone_number", "Phone Number"},
	"phone_verified": {"phone_verified", "Phone Verified"},
	"name":           {"name", "Name"},
	"nickname":       {"nickname", "Nickname"},
	"picture":        {"picture", "Picture"},
	"blocked":        {"blocked", "Blocked"},
	"connection":     {"connection", "Connection"},
	"created_at":     {"created_at", "Created At"},
	"updated_at":     {"updated_at", "Updated At"},
	"identities":     {"identities", "Identities"},
}

var errNotJSON = errors.New("is no JSON object")

// fields are a line by the names of its keys, and the first thing that is wrong.
type fields struct {
	values map[string]json.RawMessage
	err    error
}

// parse reads one line. Its errors name the field, and never its content.
func parse(line []byte) (profile, error) {
	f := fields{}
	if err := json.Unmarshal(line, &f.values); err != nil || f.values == nil {
		return profile{}, errNotJSON
	}
	p := profile{
		ID: f.text("user_id"), Connection: f.text("connection"),
		Email: f.text("email"), EmailVerified: f.flag("email_verified"), PhoneNumber: f.text("phone_number"), PhoneVerified: f.flag("phone_verified"),
		Name: clean(f.text("name")), Nickname: clean(f.text("nickname")), Picture: clean(f.text("picture")),
		Blocked: f.flag("blocked"), CreatedAt: f.time("created_at"), UpdatedAt: f.time("updated_at"),
	}
	p.Provider, _, _ = strings.Cut(p.ID, "|")
	f.identity(&p)
	if f.err == nil && (p.ID == "" || len(p.ID) > longestID || strings.ContainsFunc(p.ID, unicode.IsControl)) {
		f.err = fmt.Errorf("needs a user_id of 1 to %d bytes, which is the sub of tokens", longestID)
	}
	return p, f.err
}

// Bounds of what is kept of a person.
const (
	longestID   = 255
	longestText = 2048
)

// clean takes out what no name holds, and cuts what would swell every token.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
	if len(text) > longestText {
		return ""
	}
	return text
}

// identity finds the one of several that the id belongs to.
func (f *fields) identity(p *profile) {
	var list []struct {
		Provider   string `json:"provider"`
		Connection string `json:"connection"`
		UserID     any    `json:"user_id"`
	}
	raw := f.find("identities")
	if raw == nil {
		return
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		f.wrong("identities", "a list of identities")
		return
	}
	for _, one := range list {
		if fmt.Sprint(one.Provider, "|", one.UserID) == p.ID || len(list) == 1 {
			p.Provider, p.Connection = one.Provider, one.Connection
		}
	}
}

// find is nil for what is not there, and for null.
func (f *fields) find(name string) json.RawMessage {
	for _, spelling := range spellings[name] {
		if raw, there := f.values[spelling]; there && string(raw) != "null" {
			return raw
		}
	}
	return nil
}

func (f *fields) text(name string) string {
	raw := f.find(name)
	if raw == nil {
		return ""
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		f.wrong(name, "text")
	}
	return text
}

// flag also takes the text that other exports write.
func (f *fields) flag(name string) bool {
	raw := f.find(name)
	if raw == nil || string(raw) == `""` {
		return false
	}
	v, err := strconv.ParseBool(strings.Trim(string(raw), `"`))
	if err != nil {
		f.wrong(name, "true or false")
	}
	return v
}

func (f *fields) time(name string) time.Time {
	text := f.text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		f.wrong(name, "a time like 2024-01-31T12:00:00.000Z")
	}
	return t
}

func (f *fields) wrong(name, want string) {
	if f.err == nil {
		f.err = fmt.Errorf("%s must be %s", name, want)
	}
}
