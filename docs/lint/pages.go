// Package lint holds the pages of this folder, one a rule, for `authd check
// --explain`. It owns nothing but their text; the rules are in internal/lint.
package lint

import (
	"embed"
	"io/fs"
)

//go:embed *.md
var pages embed.FS

// Page is the text of a rule's page, "" for a rule that has none.
func Page(rule string) string {
	text, err := fs.ReadFile(pages, rule+".md")
	if err != nil {
		return ""
	}
	return string(text)
}
