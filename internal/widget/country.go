package widget

import (
	"net/http"
	"strings"

	"authd/internal/web"
)

// elsewhere is what Lock itself assumes where it is told nothing.
const elsewhere = "US"

// Country answers GET /user/geoloc/country, by which Lock chooses the country
// code in front of a phone number. The visitor's address is looked up nowhere:
// the answer is the first region the browser's languages name.
func (Handler) Country(w http.ResponseWriter, r *http.Request) error {
	web.WriteJSON(w, http.StatusOK, map[string]string{"country_code": region(r.Header.Get("Accept-Language"))})
	return nil
}

// region reads the first two-letter region of a list of language tags (RFC 9110
// §12.5.4), as in "de-CH, en;q=0.8".
func region(languages string) string {
	for tag := range strings.SplitSeq(languages, ",") {
		tag, _, _ = strings.Cut(tag, ";")
		for i, subtag := range strings.Split(strings.TrimSpace(tag), "-") {
			if i > 0 && len(subtag) == 2 && isLetter(subtag[0]) && isLetter(subtag[1]) {
				return strings.ToUpper(subtag)
			}
		}
	}
	return elsewhere
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// Challenge answers POST /passwordless/challenge: no captcha is ever wanted.
// Limits do that work, and Lock asks this before it lets anyone type.
func (Handler) Challenge(w http.ResponseWriter, _ *http.Request) error {
	web.WriteJSON(w, http.StatusOK, map[string]bool{"required": false})
	return nil
}
