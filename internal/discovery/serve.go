package discovery

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/web"
)

// cacheControl lets a verifier keep a document for five minutes. A key is
// published long before it signs, so the limit only matters after a key has
// leaked: then it is how long a verifier may still trust it.
const cacheControl = "public, max-age=300"

// Configuration answers GET and HEAD with the Metadata of dir.
func Configuration(dir authd.Directory) web.HandlerFunc {
	body, err := json.Marshal(New(dir))
	if err != nil {
		panic(err) // Metadata holds nothing JSON cannot write
	}
	doc := web.NewDocument(body)
	return JWKS(func() web.Document { return doc })
}

// JWKS answers GET and HEAD with the document current returns at that moment, or
// with 304 if the client has it already (If-None-Match).
func JWKS(current func() web.Document) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		doc, h := current(), w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", cacheControl)
		h.Set("ETag", doc.ETag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(doc.Body))
		return nil
	}
}
