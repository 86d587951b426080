package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
)

//go:embed templates/*.html
var templateFiles embed.FS

var templates = template.Must(template.ParseFS(templateFiles, "templates/*.html"))

// A Renderer writes pages. It can be shared by all requests.
type Renderer struct {
	TenantName string // shown on top of every page; empty: nothing is shown
}

// view is what a template is given.
type view struct {
	Text       *texts
	Tenant     string
	Stylesheet string
	Title      string
	Problem    string // already in words, empty when all is well
	Invalid    bool   // the problem is what was typed
	Page       any
}

// sheet is one page, ready to be rendered.
type sheet struct {
	template    string
	title       string
	problem     Problem
	status      int
	redirectURI string
	page        any
}

// write renders s into memory first, so that a template that fails half way
// leaves the answer to the caller instead of half a page to the person.
func (rd *Renderer) write(w http.ResponseWriter, s sheet) error {
	v := view{
		Text: &english, Tenant: rd.TenantName, Stylesheet: StylesheetPath,
		Title: s.title, Problem: english.problem(s.problem),
		Invalid: s.problem.inField(), Page: s.page,
	}
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, s.template, v); err != nil {
		return fmt.Errorf("render %s: %w", s.template, err)
	}
	setHeaders(w.Header(), s.redirectURI)
	if seconds := s.problem.retryAfter(); seconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	w.WriteHeader(s.status)
	_, _ = w.Write(body.Bytes()) // fails only when the person is gone
	return nil
}
