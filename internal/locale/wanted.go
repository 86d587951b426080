package locale

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"
)

// Wanted is the languages a request asks for, the most wanted first, as BCP 47
// tags with commas between. It holds well-formed tags alone, at most mostWanted
// of them.
type Wanted string

const mostWanted = 20

// Of reads what a request wants: the application's ui_locales (OIDC Core
// §3.1.2.1, tags with spaces between), then the header X-Request-Language that
// Auth0's SDKs send, then the browser's Accept-Language (RFC 9110 §12.5.4).
func Of(uiLocales string, h http.Header) Wanted {
	var tags []string
	fields := strings.Fields(uiLocales)
	for _, field := range fields[:min(len(fields), mostWanted)] { // no more are read than can count
		tags = append(tags, wellFormed(field)...)
	}
	tags = append(tags, accepted(h.Get("X-Request-Language"))...)
	tags = append(tags, accepted(h.Get("Accept-Language"))...)
	return Wanted(strings.Join(tags[:min(len(tags), mostWanted)], ","))
}

// wellFormed is tag as a list of one, or an empty list when it is no tag.
func wellFormed(tag string) []string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return nil
	}
	return []string{t.String()}
}

// accepted lists the tags of a header by their weight.
func accepted(header string) []string {
	parsed, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil // a header nobody can read asks for nothing
	}
	tags := make([]string, len(parsed))
	for i, t := range parsed {
		tags[i] = t.String()
	}
	return tags
}

// Among is the place, in the list that supported was made of, of the first
// language wanted that is there or near enough to be understood (de for de-AT);
// 0 when there is none.
func (w Wanted) Among(supported language.Matcher) int {
	for tag := range strings.SplitSeq(string(w), ",") {
		if _, i, sure := supported.Match(language.Make(tag)); sure != language.No {
			return i
		}
	}
	return 0
}

// UILocales is w in the form of the parameter ui_locales.
func (w Wanted) UILocales() string { return strings.ReplaceAll(string(w), ",", " ") }
