package delivery

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	text "text/template"
	"time"

	"golang.org/x/text/language"

	"authd/internal/authd"
	"authd/internal/locale"
)

//go:embed templates
var builtIn embed.FS

// The three templates of a mail. The built-in ones serve every language with the
// words of package locale; a folder may have its own in folders named by tag.
const (
	subjectFile = "subject.txt"
	textFile    = "login.txt"
	htmlFile    = "login.html"
)

// templates are the mails of every language there are words or a folder for. The request
// chooses among them and never names a file (security rows AZ-30, PL-26).
type templates struct {
	matcher   language.Matcher
	languages []templateSet // in the matcher's order, English first
}

// A templateSet is the login mail in one language.
type templateSet struct {
	words         *locale.Texts
	subject, text *text.Template
	html          *html.Template
}

func loadTemplates(folder string) (*templates, error) {
	s := source{folder: folder}
	tags, err := s.languages()
	if err != nil {
		return nil, err
	}
	t := &templates{matcher: language.NewMatcher(tags)}
	for _, tag := range tags {
		set, err := s.load(tag.String())
		if err != nil {
			return nil, err
		}
		t.languages = append(t.languages, set)
	}
	return t, nil
}

// in returns the templates in the first language wanted that there is, the
// English ones when there is none.
func (t *templates) in(wanted locale.Wanted) templateSet {
	return t.languages[wanted.Among(t.matcher)]
}

// A source finds template files: in folder first, then among the built-in ones.
type source struct{ folder string }

func (s source) languages() ([]language.Tag, error) {
	tags := locale.Tags()
	if s.folder == "" {
		return tags, nil
	}
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		tag, err := language.Parse(e.Name())
		if err != nil || !e.IsDir() || tag.String() != e.Name() {
			return nil, fmt.Errorf("%s: expected only folders named by language, like en or de-AT", filepath.Join(s.folder, e.Name()))
		}
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags, nil
}

// read returns a template's text and the name its errors shall show.
func (s source) read(lang, file string) (string, string, error) {
	if s.folder != "" {
		name := filepath.Join(s.folder, lang, file)
		b, err := os.ReadFile(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return string(b), name, err
		}
	}
	if !slices.Contains(locale.Tags(), language.Make(lang)) {
		return "", "", fmt.Errorf("%s is missing: a language of its own needs %s, %s and %s",
			filepath.Join(s.folder, lang, file), subjectFile, textFile, htmlFile)
	}
	b, err := builtIn.ReadFile(path.Join("templates", file))
	return string(b), "built-in " + file, err
}

func (s source) load(lang string) (templateSet, error) {
	set := templateSet{words: locale.Find(locale.Wanted(lang))}
	var err error
	if set.subject, err = s.text(lang, subjectFile); err != nil {
		return set, err
	}
	if set.text, err = s.text(lang, textFile); err != nil {
		return set, err
	}
	if set.html, err = s.html(lang, htmlFile); err != nil {
		return set, err
	}
	return set, set.try()
}

func (s source) text(lang, file string) (*text.Template, error) {
	body, name, err := s.read(lang, file)
	if err != nil {
		return nil, err
	}
	return text.New(name).Parse(body)
}

func (s source) html(lang, file string) (*html.Template, error) {
	body, name, err := s.read(lang, file)
	if err != nil {
		return nil, err
	}
	return html.New(name).Parse(body)
}

// try renders the mail with and without a link: errors that depend on data, and
// HTML that cannot be escaped, show only then.
func (t templateSet) try() error {
	sample := authd.LoginMessage{Code: "123456", ClientName: "Example", Host: "auth.example.com", Lifetime: 10 * time.Minute}
	withLink := sample
	withLink.Link = "https://auth.example.com/passwordless/link?token=example"
	if _, err := t.render(sample); err != nil {
		return err
	}
	_, err := t.render(withLink)
	return err
}

func (t templateSet) render(mail authd.LoginMessage) (Message, error) {
	v := viewOf(mail, t.words)
	var m Message
	var err error
	if m.Subject, err = execute(t.subject, v); err != nil {
		return m, err
	}
	m.Subject = strings.TrimSpace(line(m.Subject))
	if m.Text, err = execute(t.text, v); err != nil {
		return m, err
	}
	m.HTML, err = execute(t.html, v)
	return m, err
}

func execute(t interface{ Execute(io.Writer, any) error }, v view) (string, error) {
	var b bytes.Buffer
	err := t.Execute(&b, v)
	return b.String(), err
}
