package pages

import (
	"net/http"

	"authd/internal/locale"
	"authd/internal/oauth"
)

// A ConsentPage asks whether an application may have what it asks for. Its form
// posts `answer`, allow or deny, to /u/consent.
type ConsentPage struct {
	Look
	Client      string      // the application's name
	Address     string      // whose data it is about
	API         string      // name of the API the scopes below are for; empty: none
	Own         oauth.Scope // scopes that pages have words for; see Told
	Scopes      []string    // what the API lets it do, in the API's words
	State       string      // the sealed request, as it came
	RedirectURI string      // where the login ends; names the origin the form may lead to
}

// Consent writes a ConsentPage with status 200.
func (rd *Renderer) Consent(w http.ResponseWriter, p ConsentPage) error {
	return rd.write(w, sheet{
		look: p.Look, template: "consent.html", title: p.text().Consent.Question,
		status: http.StatusOK, redirectURI: p.RedirectURI, values: values{p.Client, p.Address}, page: p,
	})
}

// OwnWords say what Own gives, in the person's language.
func (p ConsentPage) OwnWords() []string { return ownWords(p.Own, p.text()) }

func ownWords(own oauth.Scope, text *locale.Texts) []string {
	var list []string
	for _, scope := range own {
		list = append(list, words(scope, text.Consent.Scopes))
	}
	return list
}

// Told takes a scope apart into what pages say in words of their own, and the rest
// in those of an API.
func Told(scope oauth.Scope, describe func(value string) string) (oauth.Scope, []string) {
	var own oauth.Scope
	var others []string
	for _, value := range scope {
		if words(value, locale.Find("").Consent.Scopes) != "" {
			own = append(own, value)
		} else {
			others = append(others, describe(value))
		}
	}
	return own, others
}

func words(scope string, s locale.Scopes) string {
	return map[string]string{
		oauth.ScopeOpenID: s.OpenID, oauth.ScopeProfile: s.Profile, oauth.ScopeEmail: s.Email,
		oauth.ScopePhone: s.Phone, oauth.ScopeAddress: s.Address, oauth.ScopeOfflineAccess: s.OfflineAccess,
	}[scope]
}
