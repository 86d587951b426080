package export

import (
	"slices"
	"testing"
)

func TestKeywords(t *testing.T) {
	keywords, err := ParseKeywords([]byte(`{"AUTH0_CLIENT_SECRET": "hunter2", "AUTH0_KEYWORD_REPLACE_MAPPINGS": {"ENV": "dev", "URLS": ["a", "b"], "N": 7, "QUOTED": "\"x\", \"y\""}}`))
	if err != nil || len(keywords) != 4 {
		t.Fatal(keywords, err)
	}
	for in, want := range map[string]string{
		`a: "##ENV##-x"`:         `a: "dev-x"`,
		`a: @@ENV@@`:             `a: "dev"`,
		`a: "@@URLS@@"`:          `a: ["a", "b"]`,
		`a: '@@URLS@@'`:          `a: ["a", "b"]`,
		`a: @@N@@`:               `a: 7`,
		`a: ##N##`:               `a: 7`,
		`a: [##QUOTED##]`:        `a: ["x", "y"]`,
		`a: @@OTHER@@`:           `a: "@@OTHER@@"`,
		`a: [@@OTHER@@]`:         `a: ["@@OTHER@@"]`,
		`a: "x @@OTHER@@ y"`:     `a: "x @@OTHER@@ y"`,
		`a: "##OTHER##"`:         `a: "##OTHER##"`,
		`a: a##b ## c`:           `a: a##b ## c`,
		"- @@OTHER@@\n- @@N@@\n": "- \"@@OTHER@@\"\n- 7\n",
	} {
		if got := string(keywords.replace([]byte(in))); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	if _, err := ParseKeywords([]byte("[]")); err == nil {
		t.Error("a list is taken for a config.json")
	}
}

const values = `
text: hello
number: 1.5
flag: true
nothing: null
list: [a, 1, b]
group: {in: here, left: over}
elements: [{id: one}, {name: two}, {other: three}]
alias: &x {in: there}
same: *x
masked: "##SECRET##"
`

func TestValues(t *testing.T) {
	tenant := open(t, folder(t, map[string]string{"tenant.yaml": values}))
	v := tenant.Root
	if v.Text("text") != "hello" || v.Text("none") != "" || v.Text("nothing") != "" || v.Secret("masked") != "" || v.Secret("text") != "hello" {
		t.Error("texts")
	}
	if n, said := v.Number("number"); n != 1.5 || !said {
		t.Error("numbers", n, said)
	}
	if _, said := v.Number("nothing"); said {
		t.Error("null counts as a number")
	}
	if !v.Flag("flag", No) || !v.Flag("none", Yes) || v.Flag("nothing", No) {
		t.Error("flags")
	}
	if got := v.Texts("list"); !slices.Equal(got, []string{"a", "1", "b"}) {
		t.Error("lists", got)
	}
	if v.Group("same").Text("in") != "there" || v.Group("none").Group("none").Text("in") != "" || v.Group("none").Has("in") {
		t.Error("groups")
	}
	var paths []string
	for _, e := range v.Entries("elements", "id", "name") {
		paths = append(paths, e.Path())
	}
	if !slices.Equal(paths, []string{"elements[one]", "elements[two]", "elements[2]"}) {
		t.Error("entries", paths)
	}
	if got := problems(t, tenant); got != "" {
		t.Error(got)
	}
}

func TestWhatNobodyTookIsLeft(t *testing.T) {
	tenant := open(t, folder(t, map[string]string{"tenant.yaml": `
taken: 1
text: hello
number: 0
list: [a, b]
group: {a: {b: 1}}
"off": false
empty: ""
nothing: null
no_list: []
no_group: {}
switches: {google: {enabled: false}, apple: {enabled: false, list: []}}
one_on: {google: {enabled: false}, apple: {enabled: true}}
`}))
	tenant.Root.Text("taken")
	want := []Left{{"text", 1}, {"number", 1}, {"list", 2}, {"group", 1}, {"one_on", 2}}
	if got := tenant.Root.Left(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if left := (Value{}).Left(); left != nil {
		t.Errorf("nothing left %v", left)
	}
}

// Keywords mask secrets; where one stands for something else it is a problem, and
// its value never shows.
func TestAKeywordIsNoValue(t *testing.T) {
	tenant := open(t, folder(t, map[string]string{"tenant.yaml": "name: \"##NAME##\"\nlist: [\"a-##B##\"]\n"}))
	if tenant.Root.Text("name") != "" || tenant.Root.Texts("list") != nil {
		t.Error("keywords were taken for values")
	}
	const want = "tenant.yaml:1:7: name: has the keyword ##NAME##: name the config.json that gives it a value with --keywords\n" +
		"tenant.yaml:2:8: list[0]: has the keyword ##B##: name the config.json that gives it a value with --keywords"
	if got := problems(t, tenant); got != want {
		t.Errorf("got %s", got)
	}
}
