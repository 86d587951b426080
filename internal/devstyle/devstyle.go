package devstyle

import (
	"embed"
	"net/http"
)

// Path is where the pages look for the base stylesheet.
const Path = "/dev/base.css"

//go:embed base.css
var files embed.FS

// Serve answers GET Path.
func Serve(w http.ResponseWriter, r *http.Request) error {
	http.ServeFileFS(w, r, files, "base.css")
	return nil
}
