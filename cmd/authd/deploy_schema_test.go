package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A schema is what values.schema.json says of one value, in the words of JSON
// Schema it uses; others are a slip.
type schema struct {
	Schema     string            `json:"$schema"`
	Type       string            `json:"type"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Additional json.RawMessage   `json:"additionalProperties"`
	Const      any               `json:"const"`
	Enum       []any             `json:"enum"`
	Pattern    string            `json:"pattern"`
	MinLength  int               `json:"minLength"`
	Minimum    *float64          `json:"minimum"`
	Maximum    *float64          `json:"maximum"`
}

func valuesSchema(t *testing.T) schema {
	t.Helper()
	var s schema
	decoder := json.NewDecoder(strings.NewReader(text(t, "deploy", "helm", "authd", "values.schema.json")))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// problems are the places where a value, as JSON has it, is not what s wants.
func (s schema) problems(at string, value any) []string {
	var found []string
	if s.Const != nil && s.Const != value || s.Enum != nil && !slices.Contains(s.Enum, value) {
		found = append(found, at)
	}
	switch v := value.(type) {
	case map[string]any:
		return append(found, s.members(at, v)...)
	case string:
		if s.Type != "" && s.Type != "string" || len(v) < s.MinLength || !regexp.MustCompile(s.Pattern).MatchString(v) {
			found = append(found, at)
		}
	case float64:
		if s.Type != "integer" || v != float64(int(v)) || s.Minimum != nil && v < *s.Minimum || s.Maximum != nil && v > *s.Maximum {
			found = append(found, at)
		}
	case bool:
		if s.Enum == nil { // nothing in the chart is a boolean
			found = append(found, at)
		}
	default:
		found = append(found, fmt.Sprintf("%s is a %T", at, value))
	}
	return found
}

func (s schema) members(at string, v map[string]any) []string {
	var found []string
	if s.Type != "object" {
		found = append(found, at)
	}
	for _, name := range s.Required {
		if _, is := v[name]; !is {
			found = append(found, at+"."+name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		member, known := s.Properties[name]
		switch {
		case known:
			found = append(found, member.problems(at+"."+name, v[name])...)
		case string(s.Additional) == "false":
			found = append(found, at+"."+name)
		}
	}
	return found
}

// changedValues are those of the chart, changed, as JSON has them.
func changedValues(t *testing.T, change func(map[string]any)) any {
	t.Helper()
	values := chartFile(t, "values.yaml")
	change(values)
	data, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheSchemaOfTheChartRefusesWhatCannotWork(t *testing.T) {
	part := func(v map[string]any, name string) map[string]any { return v[name].(map[string]any) }
	for want, change := range map[string]func(v map[string]any){
		"":                       func(map[string]any) {},
		".replicas":              func(v map[string]any) { v["replicas"] = 0 },
		".replica":               func(v map[string]any) { v["replica"] = 3 },
		".secretName":            func(v map[string]any) { v["secretName"] = "" },
		".image.pullPolicy":      func(v map[string]any) { part(v, "image")["pullPolicy"] = "Sometimes" },
		".service.port":          func(v map[string]any) { part(v, "service")["port"] = 70000 },
		".service.type":          func(v map[string]any) { part(v, "service")["type"] = "Public" },
		".config.issuer":         func(v map[string]any) { part(v, "config")["issuer"] = "http://auth.example.com/" },
		".config.storage.driver": func(v map[string]any) { part(part(v, "config"), "storage")["driver"] = "sqlite" },
		".config.server.tls.mode": func(v map[string]any) {
			part(part(v, "config"), "server")["tls"] = map[string]any{"mode": false}
		},
		".config.server.listen":       func(v map[string]any) { part(part(v, "config"), "server")["listen"] = "127.0.0.1:8443" },
		".config.server.admin_listen": func(v map[string]any) { delete(part(part(v, "config"), "server"), "admin_listen") },
	} {
		got := valuesSchema(t).problems("", changedValues(t, change))
		if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("got %v, want %q", got, want)
		}
	}
}
