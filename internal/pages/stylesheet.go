package pages

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"

	"authd/internal/web"
)

//go:embed assets/authd.css
var stylesheet []byte

// StylesheetPath is where pages look for their stylesheet. It changes with the
// content, so the answer may be kept for ever.
var StylesheetPath = stylesheetPath()

func stylesheetPath() string {
	sum := sha256.Sum256(stylesheet)
	return "/assets/authd." + hex.EncodeToString(sum[:8]) + ".css"
}

func serveStylesheet(css []byte) web.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		h := w.Header()
		h.Set("Content-Type", "text/css; charset=utf-8")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(css) // fails only when the browser is gone
		return nil
	}
}
