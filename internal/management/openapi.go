package management

import (
	_ "embed"
	"net/http"

	"authd/internal/web"
)

//go:embed openapi.json
var openapi []byte

// document answers with the description of the API (OpenAPI 3.1).
func document(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	web.NoStore(w.Header())
	w.Write(openapi) //nolint:errcheck // the client is gone; there is nobody to tell
	return nil
}
