package migrate

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// A piece is text[start:end] and what comes there; the zero piece is none.
type piece struct {
	start, end int
	text       string
}

// putInBrackets puts words in the place of an item of [a, b], and returns where
// the list ends.
func (e editor) putInBrackets(list *yaml.Node, at int, words []string) (piece, int) {
	last := e.offset(list.Content[len(list.Content)-1])
	end := last + strings.IndexByte(e.text[last:], ']') + 1
	start := e.offset(list.Content[at])
	p := piece{start, start + len(e.written(list.Content[at])), strings.Join(words, ", ")}
	switch {
	case len(words) > 0:
	case at+1 < len(list.Content):
		p.end = e.offset(list.Content[at+1])
	default:
		p.start = max(0, strings.LastIndexByte(e.text[:start], ','))
	}
	if strings.Contains(e.text[p.start:max(p.start, p.end)], "#") {
		return piece{}, end
	}
	return p, end
}

// putInLines puts words in the place of an item of a list that has a line for
// each. A comment behind the item goes with it.
func (e editor) putInLines(list *yaml.Node, at int, words []string) (piece, int) {
	start, last := e.offset(list.Content[at]), e.offset(list.Content[len(list.Content)-1])
	line := strings.LastIndexByte(e.text[:start], '\n') + 1
	dash := e.text[line:start]
	if strings.TrimSpace(dash) != "-" || e.written(list.Content[at]) == "" {
		return piece{}, last
	}
	p := piece{start, e.contentEnd(start), strings.Join(words, e.lineEnd()+dash)}
	switch {
	case len(words) == 0:
		p.start = len(strings.TrimSuffix(strings.TrimSuffix(e.text[:line], "\n"), "\r"))
	case words[0] == e.written(list.Content[at]):
		p.text = e.text[p.start:p.end] + strings.TrimPrefix(p.text, words[0])
	}
	return p, e.contentEnd(last)
}
