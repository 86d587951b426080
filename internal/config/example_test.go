package config_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/config"
	"authd/internal/config/document"
	"authd/internal/config/strict"
	"authd/internal/tokens"

	"go.yaml.in/yaml/v3"
)

const example = "../../config.example.yaml"

// unset is an environment without any variable.
func unset(string) (string, bool) { return "", false }

func TestExampleIsValid(t *testing.T) {
	s, err := config.Load(example, unset)
	if err != nil {
		t.Fatalf("problems:\n%v", err)
	}
	for _, w := range s.Warnings {
		t.Errorf("warning: %v", w)
	}
}

// The example is the reference, so it holds every key there is and, as it
// loads, no other.
func TestExampleHasEveryKey(t *testing.T) {
	data, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	collect(root.Content[0], "", written)
	// Fixed codes and users need dev.enabled, which a production server refuses.
	exempt := func(path string) bool {
		return strings.HasPrefix(path, "dev.fixed_codes[].") || strings.HasPrefix(path, "dev.users[].")
	}
	known := slices.Collect(strict.Keys(document.File{}))
	for _, path := range known {
		if written[path] == exempt(path) {
			t.Errorf("%s: in the example %v, exempt %v", path, written[path], exempt(path))
		}
	}
	for path := range written {
		if !slices.Contains(known, path) {
			t.Errorf("%s stands in the example and is no setting", path)
		}
	}
}

func collect(n *yaml.Node, path string, into map[string]bool) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i].Value
			if path != "" {
				key = path + "." + key
			}
			into[key] = true
			collect(n.Content[i+1], key, into)
		}
	case yaml.SequenceNode:
		for _, element := range n.Content {
			collect(element, path+"[]", into)
		}
	}
}

// What the example calls a default is the default.
func TestExampleNamesTheDefaults(t *testing.T) {
	whole, err := config.Load(example, unset)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := config.Parse("bare.yaml", []byte("issuer: https://auth.example.com/\n"+
		"tenant: {friendly_name: Example}\n"+
		"server: {listen: 0.0.0.0:8443, tls: {mode: files, cert_file: /etc/authd/tls.crt, key_file: /etc/authd/tls.key}}\n"+
		"delivery: {email: {from: Example <no-reply@example.com>, smtp: {host: smtp.example.com}}}\n"), unset)
	if err != nil {
		t.Fatal(err)
	}
	session := func(s *config.Snapshot) [2]time.Duration {
		life := tokens.ResolveSession(s.Directory.Tenant)
		return [2]time.Duration{life.Lifetime.Value, life.IdleLifetime.Value}
	}
	for name, pair := range map[string][2]any{
		"session":      {session(whole), session(bare)},
		"server":       {whole.Server, bare.Server},
		"storage":      {whole.Storage, bare.Storage},
		"data_dir":     {whole.DataDir, bare.DataDir},
		"keys":         {whole.Keys, bare.Keys},
		"audit":        {whole.Audit, bare.Audit},
		"log":          {whole.Log, bare.Log},
		"email":        {whole.Email, bare.Email},
		"limits":       {whole.Limits, bare.Limits},
		"dev":          {whole.Dev, bare.Dev},
		"connections":  {whole.Directory.Connections, bare.Directory.Connections},
		"outbound":     {whole.Outbound, bare.Outbound},
		"registration": {whole.Registration, bare.Registration},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: the example has %+v, the default is %+v", name, pair[0], pair[1])
		}
	}
}
