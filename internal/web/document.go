package web

import (
	"crypto/sha256"
	"encoding/base64"
)

// A Document is a public JSON document that changes seldom, with the strong
// entity tag (RFC 9110 §8.8.3) under which caches ask for it again.
type Document struct {
	Body []byte
	ETag string
}

// NewDocument tags body with its hash: instances that serve the same bytes
// agree on the tag.
func NewDocument(body []byte) Document {
	sum := sha256.Sum256(body)
	return Document{Body: body, ETag: `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`}
}
