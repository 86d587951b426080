package devstyle

import (
	"embed"
	"net/http"
	"path"
)

// Paths are where the pages look for the stylesheets.
var Paths = []string{"/dev/base.css", "/dev/form.css"}

//go:embed base.css form.css
var files embed.FS

// Serve answers GET of one of Paths.
func Serve(w http.ResponseWriter, r *http.Request) error {
	http.ServeFileFS(w, r, files, path.Base(r.URL.Path))
	return nil
}
