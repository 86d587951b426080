package main

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// register registers a client and puts its id into a variable: register ISSUER
// METADATA VARIABLE.
func register(ts *testscript.TestScript, _ bool, args []string) {
	answer, err := http.Post(args[0]+"oidc/register", "application/json", strings.NewReader(args[1]))
	ts.Check(err)
	defer answer.Body.Close() //nolint:errcheck // it was only read
	var client struct {
		ID string `json:"client_id"`
	}
	ts.Check(json.NewDecoder(answer.Body).Decode(&client))
	if answer.StatusCode != http.StatusCreated || client.ID == "" {
		ts.Fatalf("registering: %s", answer.Status)
	}
	ts.Setenv(args[2], client.ID)
}
