package locale

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// read reads the file of one language, which must be named by its tag and hold
// every text there is and no other.
func read(name string) (*Texts, error) {
	data, err := files.ReadFile("languages/" + name + ".yaml")
	if err != nil {
		return nil, err
	}
	tag, err := language.Parse(name)
	if err != nil || tag.String() != name {
		return nil, fmt.Errorf("%s.yaml is not named by a language tag in its canonical form, like %s.yaml", name, tag)
	}
	return parse(name, data)
}

func parse(name string, data []byte) (*Texts, error) {
	t := &Texts{Language: name}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(t); err != nil {
		return nil, fmt.Errorf("%s.yaml: %w", name, err)
	}
	return t, t.check(t)
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// check says which texts are missing, which have other placeholders than
// english, and which plural forms the language needs.
func (t *Texts) check(english *Texts) error {
	c := &checker{tag: language.Make(t.Language)}
	c.walk("", reflect.ValueOf(*t), reflect.ValueOf(*english))
	return errors.Join(c.problems...)
}

type checker struct {
	tag      language.Tag
	problems []error
}

func (c *checker) wrong(key, text string) {
	c.problems = append(c.problems, fmt.Errorf("%s.yaml: %s %s", c.tag, key, text))
}

// walk goes through a language and English side by side.
func (c *checker) walk(key string, mine, english reflect.Value) {
	if p, isPlural := mine.Interface().(Plural); isPlural {
		c.plural(key, p)
		return
	}
	if mine.Kind() == reflect.Struct {
		for i := range mine.NumField() {
			c.walk(join(key, mine.Type().Field(i)), mine.Field(i), english.Field(i))
		}
		return
	}
	if mine.String() == "" {
		c.wrong(key, "is missing")
	} else if a, b := placeholders(mine.String()), placeholders(english.String()); !slices.Equal(a, b) {
		c.wrong(key, fmt.Sprintf("has the placeholders %v and must have %v", a, b))
	}
}

func join(key string, f reflect.StructField) string {
	if key == "" {
		return f.Tag.Get("yaml")
	}
	return key + "." + f.Tag.Get("yaml")
}

// placeholders are those in text, in an order that does not depend on grammar.
func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return found
}
