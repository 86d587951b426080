package tokens

import (
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// full is a person of whom everything is known.
func full() authd.User {
	return authd.User{
		ID: "email|1", Email: "ada@example.test", EmailVerified: true, PhoneNumber: "+14155550123", PhoneVerified: true,
		Name: "Ada M. Example", Nickname: "ada", Picture: "https://example.test/ada.png", UpdatedAt: time.Unix(1_700_000_000, 0),
		Profile: authd.Profile{
			GivenName: "Ada", FamilyName: "Example", MiddleName: "M.", PreferredUsername: "ada", Profile: "https://example.test/ada",
			Website: "https://ada.example.test/", Gender: "female", Birthdate: "2000-01-31", Zoneinfo: "Europe/Paris", Locale: "fr-FR",
			Address: authd.Address{Formatted: "1 rue de l'Exemple\nParis", StreetAddress: "1 rue de l'Exemple", Locality: "Paris", Region: "Île-de-France", PostalCode: "75001", Country: "France"},
		},
	}
}

// ID-09: each scope gives the claims of OIDC Core §5.4 and no other.
func TestID09_ScopesReleaseTheirClaims(t *testing.T) {
	for scope, want := range map[string][]string{
		"openid": {},
		"profile": {"birthdate", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname", "picture",
			"preferred_username", "profile", "updated_at", "website", "zoneinfo"},
		"email": {"email", "email_verified"}, "phone": {"phone_number", "phone_number_verified"}, "address": {"address"},
		"read:orders": {}, "offline_access": {},
	} {
		claims := UserClaims(authd.Tenant{}, full(), oauth.Scope{scope}, "")
		got := slices.DeleteFunc(slices.Sorted(maps.Keys(claims)), func(name string) bool { return name == "sub" })
		if !slices.Equal(got, want) || claims["sub"] != "email|1" {
			t.Errorf("%s releases %v, want %v", scope, got, want)
		}
	}
}

// OIDC Core §5.1 has the types.
func TestTypesOfClaims(t *testing.T) {
	all := oauth.Scope{"profile", "email", "phone", "address"}
	claims := UserClaims(authd.Tenant{OIDCStrict: true}, full(), all, "")
	for name, want := range map[string]any{
		"updated_at": int64(1_700_000_000), "email_verified": true, "phone_number_verified": true, "birthdate": "2000-01-31",
		"address": full().Profile.Address,
	} {
		if !reflect.DeepEqual(claims[name], want) {
			t.Errorf("%s is %#v, want %#v", name, claims[name], want)
		}
	}
	if got := UserClaims(authd.Tenant{}, full(), all, "")["updated_at"]; got != "2023-11-14T22:13:20.000Z" {
		t.Errorf("Auth0's updated_at is %v", got)
	}
}

// OIDC Core §5.3.2: what is not known is left out, and is neither null nor empty.
func TestUnknownClaimsAreLeftOut(t *testing.T) {
	claims := UserClaims(authd.Tenant{}, authd.User{ID: "sms|1"}, oauth.Scope{"profile", "email", "phone", "address"}, "")
	if len(claims) != 1 {
		t.Errorf("got %v", claims)
	}
}
