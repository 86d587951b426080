package export

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// Keywords are the values that auth0-deploy-cli puts in place of ##KEY## and
// @@KEY@@, each as JSON.
type Keywords map[string]json.RawMessage

// ParseKeywords takes the AUTH0_KEYWORD_REPLACE_MAPPINGS out of a config.json of
// auth0-deploy-cli. Everything else in it, the secret above all, is not read.
func ParseKeywords(data []byte) (Keywords, error) {
	var config struct {
		Mappings Keywords `json:"AUTH0_KEYWORD_REPLACE_MAPPINGS"`
	}
	if err := json.Unmarshal(data, &config); err != nil {
		return nil, fmt.Errorf("is not a config.json of auth0-deploy-cli: %w", err)
	}
	return config.Mappings, nil
}

var (
	asJSON  = regexp.MustCompile(`"@@(\w+)@@"|'@@(\w+)@@'|@@(\w+)@@`)
	asText  = regexp.MustCompile(`##(\w+)##`)
	bare    = regexp.MustCompile(`([:\[,-][ \t]*)@@(\w+)@@`)
	keyword = regexp.MustCompile(`##\w+##|@@\w+@@`)
	word    = regexp.MustCompile(`\w+`)
)

// replace puts the values in. @@KEY@@ becomes the value as JSON, with the quotes
// around it if there are any; ##KEY## becomes its plain text. A keyword without
// a value stays; a bare @@KEY@@ is quoted, since YAML has no place for it.
func (k Keywords) replace(text []byte) []byte {
	text = asJSON.ReplaceAllFunc(text, func(found []byte) []byte {
		if value, known := k[string(word.Find(found))]; known {
			return value
		}
		return found
	})
	text = asText.ReplaceAllFunc(text, func(found []byte) []byte {
		if value, known := k[string(word.Find(found))]; known {
			return plain(value)
		}
		return found
	})
	return bare.ReplaceAll(text, []byte(`$1"@@$2@@"`))
}

// plain is a JSON text without its quotes and escapes, and anything else as it is.
func plain(value json.RawMessage) []byte {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return []byte(text)
	}
	return value
}
