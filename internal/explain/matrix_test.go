package explain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/tokenstest"
)

// two is a configuration with a page and a service.
func two() authd.Directory {
	dir := tokenstest.ShortUserinfo()
	service := dir.Clients["spa"]
	service.ID, service.Secret = "service", "kept"
	service.GrantTypes.V = []oauth.GrantType{oauth.GrantClientCredentials}
	service.ClientGrants = []authd.ClientGrant{{Audience: tokenstest.Orders, Scope: oauth.Scope{"read:orders"}}}
	dir.Clients["service"] = service
	return tokenstest.ChangedAPI(dir, tokenstest.Orders, func(a *authd.API) {
		a.AllowOfflineAccess = tokenstest.Set(true, "apis["+tokenstest.Orders+"].allow_offline_access", 24)
	})
}

func TestMatrix(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"matrix":      func(b *bytes.Buffer) error { return WriteMatrix(b, two()) },
		"matrix.json": func(b *bytes.Buffer) error { return WriteMatrixJSON(b, two()) },
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, name, b.String())
		})
	}
}

// The row of a flow says what the question about it alone is answered with.
func TestMatrixIsTheAnswerToEachQuestion(t *testing.T) {
	rows := 0
	for q, row := range Matrix(two()) {
		rows++
		plan, err := Plan(two(), q)
		a, _ := json.Marshal(plan)
		b, _ := json.Marshal(row)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%+v: %v\n%s\n%s", q, err, a, b)
		}
	}
	if rows != 24 { // spa: 6 response types and 2 grants, for no API and 2 APIs, of which one gives no refresh tokens; service: 1
		t.Errorf("%d rows", rows)
	}
}

func TestMatrixOfNobody(t *testing.T) {
	var b bytes.Buffer
	if err := WriteMatrix(&b, authd.Directory{}); err != nil || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("%q %v", b.String(), err)
	}
}

// Rows are made as they are asked for.
func TestMatrixIsMadeRowByRow(t *testing.T) {
	const clients = 1000
	dir := crowd(clients)
	for q := range Matrix(dir) {
		if q.Client != "client-00000" {
			t.Errorf("%+v", q)
		}
		break
	}
	var b bytes.Buffer
	if err := WriteMatrix(&b, dir); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\n"); lines != 1+clients*(8*3-2) { // no refresh tokens for the APIs
		t.Errorf("%d lines", lines)
	}
}

func crowd(n int) authd.Directory {
	dir := tokenstest.Directory()
	c := dir.Clients["spa"]
	dir.Clients = map[string]authd.Client{}
	for i := range n {
		c.ID = fmt.Sprintf("client-%05d", i)
		dir.Clients[c.ID] = c
	}
	return dir
}
