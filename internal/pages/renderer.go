package pages

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"authd/internal/brand"
	"authd/internal/locale"
)

//go:embed templates/*.html
var templateFiles embed.FS

var templates = template.Must(template.ParseFS(templateFiles, "templates/*.html"))

// A Renderer writes pages. It can be shared by all requests.
type Renderer struct {
	TenantName string      // shown on top of every page; empty: nothing is shown
	Brand      brand.Brand // of pages that belong to no client
}

// view is what a template is given.
type view struct {
	Text       *locale.Texts
	Tenant     string
	Stylesheet string
	Logo       template.URL
	BrandSheet string // path of the brand's colours; empty: none
	Brand      brand.Brand
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
	frames      []string // addresses shown in frames
	script      string   // the one script there is, as a CSP source; empty: none
	values      values
	page        any
}

// write renders s into memory first, so that a template that fails half way
// leaves the answer to the caller instead of half a page to the person.
func (rd *Renderer) write(w http.ResponseWriter, s sheet) error {
	text, own := s.look.text(), cmp.Or(s.look.Brand, rd.Brand)
	v := view{
		Text: text, Tenant: rd.TenantName, Stylesheet: StylesheetPath,
		// html/template lets no data: URL through that it was not told is good; package brand wrote it.
		Logo: template.URL(own.Logo), BrandSheet: brandSheetPath(own), Brand: own, //nolint:gosec // see above
		Title: s.title, Problem: s.problem.in(text),
		Invalid: s.problem.inField(), Page: s.page, values: s.values,
	}
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, s.template, v); err != nil {
		return fmt.Errorf("render %s: %w", s.template, err)
	}
	setHeaders(w.Header(), policy(s, own.Logo.Origin()))
	setLanguage(w.Header(), text.Language)
	if seconds := s.problem.retryAfter(); seconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	w.WriteHeader(s.status)
	_, _ = w.Write(body.Bytes()) // fails only when the person is gone
	return nil
}
