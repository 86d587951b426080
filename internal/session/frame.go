package session

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"authd/internal/web"
)

//go:embed frame.js
var frameScript string

// Frame answers GET and HEAD with the document that clients' pages show in a
// hidden frame and ask whether the session is still there (OpenID Connect Session
// Management §4.1). It is the same for everyone, so it may be cached, and any page
// may frame it: what it answers depends on the origin that asks.
func (s *Sessions) Frame() web.HandlerFunc {
	script := strings.ReplaceAll(frameScript, "COOKIE", s.stateName())
	sum := sha256.Sum256([]byte(script))
	policy := "default-src 'none'; base-uri 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	doc := web.NewDocument([]byte("<!doctype html>\n<meta charset=\"utf-8\">\n<title>session</title>\n<script>" + script + "</script>\n"))
	return func(w http.ResponseWriter, r *http.Request) error {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "public, max-age=3600")
		h.Set("ETag", doc.ETag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(doc.Body))
		return nil
	}
}
