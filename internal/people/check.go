package people

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"authd/internal/address"
	"authd/internal/authd"
)

// Bounds of what is kept of a person, in bytes: it may be part of every token.
const (
	longestID   = 255
	longestText = 2048
)

// check reads the addresses of u as a login does, and makes sure that there is the
// one that c goes by, and that the rest is what OIDC Core §5.1 says it is.
func check(u authd.User, c authd.Connection) (authd.User, error) {
	var err error
	if u.Email, err = email(u.Email, c); err != nil {
		return authd.User{}, err
	}
	if u.PhoneNumber, err = phone(u.PhoneNumber); err != nil {
		return authd.User{}, err
	}
	member := "email"
	u.Identifier = u.Email
	if c.Strategy == authd.StrategySMS {
		member, u.Identifier = "phone_number", u.PhoneNumber
	}
	if u.Identifier == "" {
		return authd.User{}, fmt.Errorf("%s: is missing, and connection %s knows people by it", member, c.Name)
	}
	for _, err := range []error{userID(u.ID), texts(u), webAddresses(u), birthdate(u.Profile.Birthdate)} {
		if err != nil {
			return authd.User{}, err
		}
	}
	return u, nil
}

func email(text string, c authd.Connection) (string, error) {
	if text == "" {
		return "", nil
	}
	local := address.FoldCase
	if c.PreserveCase {
		local = address.PreserveCase
	}
	a, err := address.ParseEmail(text, local)
	if err != nil {
		return "", fmt.Errorf("email: %w", err)
	}
	return a.Canonical, nil
}

func phone(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	a, err := address.ParsePhone(text, "")
	if err != nil {
		return "", fmt.Errorf("phone_number: %w", err)
	}
	return a.Canonical, nil
}

// userID refuses what could be taken for a client that acts in its own name, whose
// sub ends in @clients and has no bar (RFC 9700 §4.15).
func userID(id string) error {
	strategy, rest, _ := strings.Cut(id, "|")
	odd := func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }
	if strategy == "" || rest == "" || len(id) > longestID || strings.ContainsFunc(id, odd) {
		return fmt.Errorf("user_id: must be like email|0123456789abcdef01234567, at most %d bytes without spaces", longestID)
	}
	return nil
}

// texts refuses what would swell every token, or break the line it is shown in.
func texts(u authd.User) error {
	p, a := u.Profile, u.Profile.Address
	for name, text := range map[string]string{
		"name": u.Name, "nickname": u.Nickname, "picture": u.Picture, "given_name": p.GivenName, "family_name": p.FamilyName,
		"middle_name": p.MiddleName, "preferred_username": p.PreferredUsername, "profile": p.Profile, "website": p.Website,
		"gender": p.Gender, "zoneinfo": p.Zoneinfo, "locale": p.Locale, "address.locality": a.Locality, "address.region": a.Region,
		"address.postal_code": a.PostalCode, "address.country": a.Country,
		// These two may have several lines (OIDC Core §5.1.1).
		"address.formatted": lineBreaks.Replace(a.Formatted), "address.street_address": lineBreaks.Replace(a.StreetAddress),
	} {
		if len(text) > longestText || strings.ContainsFunc(text, unicode.IsControl) {
			return fmt.Errorf("%s: must be at most %d bytes without control characters", name, longestText)
		}
	}
	return nil
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ")

// webAddresses accepts what is safe to link to: applications do, unseen.
func webAddresses(u authd.User) error {
	for name, text := range map[string]string{"picture": u.Picture, "profile": u.Profile.Profile, "website": u.Profile.Website} {
		if at, err := url.Parse(text); text != "" && (err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "") {
			return fmt.Errorf("%s: must be an address that begins with https:// or http://", name)
		}
	}
	return nil
}

// birthdate accepts what OIDC Core §5.1 does: a day, a day without its year, or a year.
func birthdate(text string) error {
	if text == "" {
		return nil
	}
	for _, layout := range []string{time.DateOnly, "2006"} {
		if _, err := time.Parse(layout, text); err == nil {
			return nil
		}
	}
	if day, without := strings.CutPrefix(text, "0000-"); without {
		if _, err := time.Parse(time.DateOnly, "2000-"+day); err == nil {
			return nil
		}
	}
	return errors.New("birthdate: must be like 2000-01-31, 0000-01-31 or 2000")
}
