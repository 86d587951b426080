package strict

import (
	"reflect"
	"slices"
	"testing"

	"authd/internal/authd"
)

type shape struct {
	Name  string   `mapstructure:"name"`
	Group group    `mapstructure:"group"`
	List  []entry  `mapstructure:"list"`
	Words []string `mapstructure:"words" oneof:"one two"`
}

type group struct {
	On    bool `mapstructure:"on"`
	Count int  `mapstructure:"count" min:"1" max:"3"`
}

type entry struct {
	ID  string `mapstructure:"id"`
	URL string `mapstructure:"url"`
}

func TestReadKeepsWhatFits(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       map[string]any
		problems   []string
	}{
		{"everything fits", "name: a\ngroup: {on: true, count: 2}\nlist: [{id: x, url: y}]\nwords: [one, two]",
			map[string]any{"name": "a", "group": map[string]any{"on": true, "count": 2}, "list": []any{map[string]any{"id": "x", "url": "y"}}, "words": []any{"one", "two"}}, nil},
		{"null is unset", "name:\ngroup: ~\nlist: null", map[string]any{}, nil},
		{"numbers are text where text is meant", "name: 007", map[string]any{"name": "007"}, nil},
		{"aliases are followed", "list: [{id: &a x, url: *a}]", map[string]any{"list": []any{map[string]any{"id": "x", "url": "x"}}}, nil},
		{"an alias that holds itself", "list: &a [{id: x}, *a]", map[string]any{"list": []any{map[string]any{"id": "x"}}},
			[]string{"f:1:20: list[1]: must be a group of keys: id, url"}},
		{"a list with a wrong word is dropped whole", "words: [one, too]", map[string]any{},
			[]string{`f:1:14: words[1]: must be one of one, two, not "too", did you mean "two"?`}},
		{"keys keep their case", "Name: a", map[string]any{}, []string{`f:1:1: Name: unknown key, did you mean "name"?`}},
		{"merge keys are not read", "base: &b {on: true}\ngroup: {<<: *b}", map[string]any{"group": map[string]any{}},
			[]string{"f:1:1: base: unknown key", "f:2:9: group.<<: unknown key"}},
		{"a list for text", "name: []", map[string]any{}, []string{"f:1:1: name: must be text"}},
		{"text for a list", "list: x", map[string]any{}, []string{"f:1:1: list: must be a list, like [first, second]"}},
		{"out of bounds", "group: {count: 4}", map[string]any{"group": map[string]any{}}, []string{"f:1:9: group.count: must be from 1 to 3, not 4"}},
		{"a name twice", "list: [{id: x}, {id: x}]", map[string]any{"list": []any{map[string]any{"id": "x"}}}, []string{`f:1:17: list[1]: id "x" is already used on line 1`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tree, problems := Read("f", []byte(tc.text), shape{})
			if !reflect.DeepEqual(tree.Values, tc.want) {
				t.Errorf("got %#v\nwant %#v", tree.Values, tc.want)
			}
			var lines []string
			for _, p := range problems {
				lines = append(lines, p.String())
			}
			if !slices.Equal(lines, tc.problems) {
				t.Errorf("got %q\nwant %q", lines, tc.problems)
			}
		})
	}
}

func TestKeysInOrder(t *testing.T) {
	want := []string{"name", "group", "group.on", "group.count", "list", "list[].id", "list[].url", "words"}
	if got := slices.Collect(Keys(shape{})); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for path := range Keys(shape{}) {
		if path == "group.on" {
			break
		}
	}
}

func TestNearPointsAtTheClosestGroup(t *testing.T) {
	tree, problems := Read("f", []byte("group: {on: true}\nlist:\n  - {id: a.b}\n"), shape{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for path, want := range map[string][2]int{
		"group.on": {1, 9}, "group.count": {1, 1}, "list[a.b].url": {3, 5}, "list[c.d].url": {2, 1}, "name": {0, 0},
	} {
		if got := tree.Near(path, "f"); got != (authd.Setting{Path: path, File: "f", Line: want[0], Column: want[1]}) {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

func TestOverride(t *testing.T) {
	tree, _ := Read("f", []byte("name: a\n"), shape{})
	env := map[string]string{"AUTHD_NAME": "b", "AUTHD_GROUP_COUNT": "2", "AUTHD_GROUP_ON": "", "AUTHD_LIST": "x", "AUTHD_WORDS": "one"}
	over, problems := tree.Override(shape{}, func(name string) (string, bool) { v, ok := env[name]; return v, ok })
	if want := map[string]any{"name": "b", "group.count": 2}; !reflect.DeepEqual(over, want) || len(problems) > 0 {
		t.Errorf("got %v, %v", over, problems)
	}
	if s, said := tree.At("name"); !said || s.File != "AUTHD_NAME" || s.Line != 0 {
		t.Errorf("got %+v", s)
	}
}
