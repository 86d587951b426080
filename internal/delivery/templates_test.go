package delivery

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/locale"
)

// folder writes files, given as path and text in turn, and returns where.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(root, files[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestPL25_ABadTemplateStopsTheStartAndSaysWhere(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"does not parse", "login.txt", "Hello\n{{.Code", "login.txt:2: unclosed action"},
		{"names what there is not", "login.txt", "Hello\n\n{{.Secret}}", `login.txt:3:2: executing`},
		{"calls what there is not", "subject.txt", `{{env "AUTHD_SECRET"}}`, `subject.txt:1: function "env" not defined`},
		{"reads a file", "login.html", `{{template "/etc/passwd"}}`, `login.html:1:11`},
		{"fails only with a link", "login.txt", "{{if .Link}}{{.Gone}}{{end}}", `login.txt:1:14: executing`},
		{"cannot be escaped", "login.html", "<a href='{{if .Link}}x'{{end}}>", "login.html:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := folder(t, "en/"+c.file, c.text)
			_, err := NewComposer(ring, root)
			if err == nil {
				t.Fatal("it was accepted")
			}
			if !strings.Contains(err.Error(), filepath.Join(root, "en")+string(filepath.Separator)+c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestAFolderReplacesFileByFile(t *testing.T) {
	c, err := NewComposer(ring, folder(t, "en/subject.txt", "Hello from {{.Host}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, m := compose(t, c, loginMail())
	if m.Subject != "Hello from auth.example.com" || !strings.Contains(m.Text, "042042") {
		t.Errorf("got %q and %q", m.Subject, m.Text)
	}
}

func TestPL26_TheRequestChoosesAmongLanguagesThereAre(t *testing.T) {
	c, err := NewComposer(ring, folder(t,
		"it/subject.txt", "Il tuo codice", "it/login.txt", "{{.Code}}", "it/login.html", "<p lang=it>{{.Code}}</p>"))
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[locale.Wanted]string{
		"it": "Il tuo codice", "it-CH": "Il tuo codice", "de-AT": "Ihr Code", "en": "Your code", "": "Your code",
		"nl,fr-CA,it": "Votre code", "nl,sv": "Your code", "../../etc/passwd": "Your code", "it/../de": "Your code",
		locale.Wanted(strings.Repeat("x-", 4000)): "Your code",
	} {
		t.Run(string(tag[:min(len(tag), 20)]), func(t *testing.T) {
			in := loginMail()
			in.Language = tag
			if _, m := compose(t, c, in); !strings.HasPrefix(m.Subject, want) {
				t.Errorf("got %q, want %q", m.Subject, want)
			}
		})
	}
}

func TestALanguageMustBeWhole(t *testing.T) {
	_, err := NewComposer(ring, folder(t, "it/login.txt", "{{.Code}}"))
	if err == nil || !strings.Contains(err.Error(), filepath.Join("it", "subject.txt")+" is missing") {
		t.Errorf("got %v", err)
	}
}

func TestAFolderOfTemplatesMustBeOne(t *testing.T) {
	for name, root := range map[string]string{
		"that is not there":            filepath.Join(t.TempDir(), "gone"),
		"with files at the top":        folder(t, "login.txt", "x"),
		"with a folder of no tongue":   folder(t, "not_a_language_tag/login.txt", "x"),
		"with a tag spelt its own way": folder(t, "de-at/login.txt", "x"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewComposer(ring, root); err == nil || !strings.Contains(err.Error(), root) {
				t.Errorf("got %v", err)
			}
		})
	}
}
