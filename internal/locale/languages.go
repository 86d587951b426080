package locale

import (
	"embed"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

//go:embed languages/*.yaml
var files embed.FS

// fallback is spoken to whoever asks for nothing there is, and says which
// placeholders a text has.
const fallback = "en"

// languages are all there are, the fallback first.
var languages = must(load())

var matcher = language.NewMatcher(Tags())

// Tags are the languages there are, the one for everybody else first.
func Tags() []language.Tag {
	tags := make([]language.Tag, len(languages))
	for i, t := range languages {
		tags[i] = language.Make(t.Language)
	}
	return tags
}

// Find is the words in the first language of wanted that there is, English when
// there is none of them.
func Find(wanted Wanted) *Texts { return languages[wanted.Among(matcher)] }

func load() ([]*Texts, error) {
	names, err := files.ReadDir("languages")
	if err != nil {
		return nil, err
	}
	english, err := read(fallback)
	list := []*Texts{english}
	for _, file := range names {
		name := strings.TrimSuffix(path.Base(file.Name()), ".yaml")
		if name == fallback || err != nil {
			continue
		}
		var t *Texts
		if t, err = read(name); err == nil {
			list, err = append(list, t), t.check(english)
		}
	}
	return slices.Clip(list), err
}

// must stops a program whose own words are incomplete before it serves anyone.
func must(list []*Texts, err error) []*Texts {
	if err != nil {
		panic("locale: " + err.Error())
	}
	return list
}
