package oauth

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// JW-11: what two readers could read in two ways is not read at all.
func TestJW11_ReadObject(t *testing.T) {
	nested := func(depth int) string {
		return `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + "}"
	}
	for text, want := range map[string]error{
		`{}`:                             nil,
		` {"a":1,"A":2,"b":{"a":[{}]}} `: nil,
		nested(32):                       nil,
		nested(33):                       errTooDeep,
		strings.Repeat("[", 100000):      errTooDeep,
		`{"a":1,"a":1}`:                  errTwice,
		`{"a":{"b":[{"c":1,"c":2}]}}`:    errTwice,
		`{"a":1,"\u0061":2}`:             errTwice,
		`{"\ud800":1,"\udbff":2}`:        errTwice,
		`[]`:                             errNoObject,
		`null`:                           errNoObject,
		`"a"`:                            errNoObject,
		``:                               errNoObject,
		`{}{}`:                           errNoObject,
		`{"a":1}x`:                       errNoObject,
		`{"a":1`:                         errNoObject,
		`{"a"}`:                          errNoObject,
		`{"a":1,}`:                       errNoObject,
		`{"a":1]`:                        errNoObject,
		`{a:1}`:                          errNoObject,
	} {
		got, err := ReadObject([]byte(text))
		if err != want || (got == nil) != (want != nil) { //nolint:errorlint // the very values
			t.Errorf("%.40s: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestReadObjectKeepsNamesAndNumbers(t *testing.T) {
	got, err := ReadObject([]byte(`{"a":9007199254740993,"A":null}`))
	if err != nil || string(got["a"]) != "9007199254740993" || string(got["A"]) != "null" || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAudience(t *testing.T) {
	for text, want := range map[string]Audience{`"a"`: {"a"}, `["a","b"]`: {"a", "b"}, `[]`: {}} {
		var got Audience
		if err := json.Unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	var got Audience
	if json.Unmarshal([]byte(`7`), &got) == nil {
		t.Error("a number is an audience")
	}
}
