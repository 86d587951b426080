package management

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/people"
)

// A schema is what this test reads of one.
type schema struct {
	Properties map[string]any `json:"properties"`
	Required   []string       `json:"required"`
}

// described is the document as it is served.
func described(t *testing.T) (map[string]map[string]any, map[string]schema) {
	t.Helper()
	w := newAPI(t).do("Bearer "+token, "GET", "/api/v2/openapi.json", "")
	var doc struct {
		Paths      map[string]map[string]any
		Components struct{ Schemas map[string]schema }
		Security   []map[string][]string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || w.Code != http.StatusOK {
		t.Fatal(w.Code, err)
	}
	if !reflect.DeepEqual(doc.Security, []map[string][]string{{"token": {}}}) {
		t.Errorf("security is %v", doc.Security)
	}
	return doc.Paths, doc.Components.Schemas
}

// Every route is described, and nothing else is; none is free of the token.
func TestTheDocumentHasEveryRoute(t *testing.T) {
	paths, _ := described(t)
	var want, got []string
	for _, r := range newAPI(t).routes() {
		want = append(want, r.method+" "+r.path)
	}
	for path, operations := range paths {
		for method, operation := range operations {
			if method == "parameters" {
				continue
			}
			got = append(got, strings.ToUpper(method)+" "+path)
			if _, own := operation.(map[string]any)["security"]; own {
				t.Errorf("%s %s has a rule of its own", method, path)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("described %v\nwant      %v", got, want)
	}
}

// Every member of a user, a page and a problem is described, and no other.
func TestTheDocumentHasEveryMember(t *testing.T) {
	_, schemas := described(t)
	readOnly := []string{"user_id", "connection", "created_at", "updated_at"}
	user := members(reflect.TypeFor[people.Record]())
	claims := slices.DeleteFunc(slices.Clone(user), func(name string) bool { return slices.Contains(readOnly, name) })
	for name, want := range map[string][]string{
		"Claims": claims, "User": readOnly, "NewUser": {"connection"}, "UserChange": {},
		"Address": members(reflect.TypeFor[authd.Address]()), "Page": members(reflect.TypeFor[page]()), "Problem": members(reflect.TypeFor[problem]()),
	} {
		var got []string
		for member := range schemas[name].Properties {
			got = append(got, member)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", name, got, want)
		}
	}
	// What is always answered is required, and nothing else.
	text, err := json.Marshal(people.Record{})
	if err != nil {
		t.Fatal(err)
	}
	var always map[string]any
	if err := json.Unmarshal(text, &always); err != nil {
		t.Fatal(err)
	}
	if len(always) != len(schemas["User"].Required) {
		t.Errorf("required are %v, always there %v", schemas["User"].Required, always)
	}
	for _, name := range schemas["User"].Required {
		if _, is := always[name]; !is {
			t.Errorf("%s is required and not always there", name)
		}
	}
}

// members are the names that t's JSON has.
func members(t reflect.Type) []string {
	var list []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			list = append(list, members(f.Type)...)
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			list = append(list, name)
		}
	}
	return list
}
