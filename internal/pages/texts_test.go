package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/locale"
)

// PL-26: every problem and every failure has words of its own in every language;
// two in the same words would leave the person guessing.
func TestPL26_ProblemsAndFailuresDiffer(t *testing.T) {
	for _, tag := range locale.Tags() {
		text := locale.Find(locale.Wanted(tag.String()))
		said := map[string]bool{}
		for kind := AddressInvalid; kind <= UserCodeWrong; kind++ {
			said[Problem{Kind: kind}.in(text)] = true
		}
		for failure := LoginDamaged; failure <= LogoutStale; failure++ {
			said[failure.in(text.Failures).Title] = true
		}
		if want := int(UserCodeWrong) + int(LogoutStale) + 1; said[""] || len(said) != want {
			t.Errorf("%s: %d different texts, want %d", tag, len(said), want)
		}
	}
}

func TestProblemsSayHowLongToWait(t *testing.T) {
	rows := map[locale.Wanted]string{
		"en": " Try again in 41 minutes.", "de": " Versuchen Sie es in 41 Minuten noch einmal.", "fr": " Réessayez dans 41 minutes.",
		"es": " Vuelve a intentarlo dentro de 41 minutos.", "pt": " Tente de novo em 41 minutos.", "ja": " 41 分後にもう一度お試しください。",
	}
	for wanted, want := range rows {
		if got := (Problem{TooManyMails, 41 * time.Minute}).in(locale.Find(wanted)); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s", wanted, got)
		}
	}
}

// PL-26: every page can be written in every language, and says which it is in.
func TestPL26_EveryPageInEveryLanguage(t *testing.T) {
	for _, tag := range locale.Tags() {
		for name, write := range samplesIn(&Renderer{TenantName: "Example"}, Look{Wanted: locale.Wanted(tag.String())}) {
			w := rendered(t, write)
			body := w.Body.String()
			if !strings.Contains(body, `<html lang="`+tag.String()+`">`) || w.Header().Get("Content-Language") != tag.String() {
				t.Errorf("%s: %s says it is in %q", tag, name, w.Header().Get("Content-Language"))
			}
			if w.Header().Get("Vary") != "Accept-Language, X-Request-Language" {
				t.Errorf("%s: %s varies by %q", tag, name, w.Header().Get("Vary"))
			}
			if strings.ContainsAny(body, "{}") {
				t.Errorf("%s: %s has a placeholder left:\n%s", tag, name, body)
			}
		}
	}
}

// SE-08: a value that looks like a placeholder is a value.
func TestSE08_ValuesAreNoPlaceholders(t *testing.T) {
	rd := &Renderer{}
	body := rendered(t, func(w http.ResponseWriter) error {
		return rd.Link(w, LinkPage{Client: "{address}", Address: "{client}", Token: "t"})
	}).Body.String()
	if !strings.Contains(body, `<strong class="name">{address}</strong>`) || !strings.Contains(body, `<strong class="address">{client}</strong>`) {
		t.Error(body)
	}
}

// The words of an OAuth error are English on every page, and marked so, that a
// screen reader pronounces them rightly (WCAG 2.2 §3.1.2).
func TestErrorsForDevelopersAreMarkedAsEnglish(t *testing.T) {
	rd := &Renderer{}
	body := rendered(t, func(w http.ResponseWriter) error {
		return rd.Error(w, ErrorPage{Look: Look{Wanted: "de"}, Status: 400, Detail: "The parameter x is missing."})
	}).Body.String()
	for _, part := range []string{`<html lang="de">`, "Da stimmt etwas nicht", `<p role="alert" lang="en">The parameter x is missing.`} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %s:\n%s", part, body)
		}
	}
}
