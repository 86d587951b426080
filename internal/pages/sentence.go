package pages

import "strings"

// A piece is a part of a sentence: words, or a value that stands out from them.
type piece struct {
	Text  string
	Class string // "name" or "address" for a value, empty for words
}

// values are what the sentences of a page speak of.
type values struct{ client, address string }

// pieces takes a sentence apart at its placeholders, wherever the language puts
// them, so that the template can mark the values and escape every part.
func (v values) pieces(sentence string) []piece {
	var list []piece
	for sentence != "" {
		words, rest, found := strings.Cut(sentence, "{")
		list = append(list, piece{Text: words})
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		list = append(list, v.piece(name))
		sentence = after
	}
	return list
}

func (v values) piece(name string) piece {
	if name == "address" {
		return piece{v.address, "address"}
	}
	return piece{v.client, "name"}
}
