package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"authd/internal/locale"
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
	Text       *locale.Texts
	Tenant     string
	Stylesheet string
	Title      string
	Problem    string // already in words, empty when all is well
	Invalid    bool   // the problem is what was typed
	Page       any

	values values
}

// Say takes a sentence apart for the template "sentence".
func (v view) Say(sentence string) []piece { return v.values.pieces(sentence) }

// sheet is one page, ready to be rendered.
type sheet struct {
	look        Look
	template    string
	title       string
	problem     Problem
	status      int
	redirectURI string
	values      values
	page        any
}

// write renders s into memory first, so that a template that fails half way
// leaves the answer to the caller instead of half a page to the person.
func (rd *Renderer) write(w http.ResponseWriter, s sheet) error {
	text := s.look.text()
	v := view{
		Text: text, Tenant: rd.TenantName, Stylesheet: StylesheetPath,
		Title: s.title, Problem: s.problem.in(text),
		Invalid: s.problem.inField(), Page: s.page, values: s.values,
	}
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, s.template, v); err != nil {
		return fmt.Errorf("render %s: %w", s.template, err)
	}
	setHeaders(w.Header(), s.redirectURI)
	setLanguage(w.Header(), text.Language)
	if seconds := s.problem.retryAfter(); seconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	w.WriteHeader(s.status)
	_, _ = w.Write(body.Bytes()) // fails only when the person is gone
	return nil
}
