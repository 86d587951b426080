package locale

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
)

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func TestTheFirstLanguageThereIsWins(t *testing.T) {
	rows := []struct {
		name, uiLocales string
		header          http.Header
		want            string
	}{
		{"nobody asks", "", header(), "en"},
		{"the application asks", "fr", header("X-Request-Language", "de", "Accept-Language", "ja"), "fr"},
		{"the SDK asks", "", header("X-Request-Language", "de", "Accept-Language", "ja"), "de"},
		{"the browser asks", "", header("Accept-Language", "ja"), "ja"},
		{"a language there is not, then one there is", "nl sv pt-PT de", header(), "pt"},
		{"none of the application's, one of the browser's", "nl sv", header("Accept-Language", "es-419"), "es"},
		{"a region", "de-CH-1996", header(), "de"},
		{"letters' case", "PT-br", header(), "pt"},
		{"weights", "", header("Accept-Language", "fr;q=0.1, es;q=0.8, nl"), "es"},
		{"a refused language", "", header("Accept-Language", "fr;q=0, de;q=0.2"), "de"},
		{"anything", "", header("Accept-Language", "*"), "en"},
		{"only unknown ones", "nl", header("X-Request-Language", "sv", "Accept-Language", "it,ko;q=0.5"), "en"},
		{"a header nobody can read", "", header("X-Request-Language", "?!", "Accept-Language", "de"), "de"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := Find(Of(row.uiLocales, row.header)).Language; got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

// AZ-30, PL-26: what a request sends only ever picks from the list.
func TestAZ30_LanguagesAreNoFileNames(t *testing.T) {
	for _, hostile := range []string{
		"../de", "../../etc/passwd", "de/../fr", "de.yaml", "languages/de", "%2e%2e%2fde", "de\x00", `"><script>alert(1)</script>`, "{{.}}",
		"und", "x-de", "de_DE@euro", strings.Repeat("de-", 30000), strings.Repeat("-", 5000), strings.Repeat("a,", 50000),
	} {
		for _, wanted := range []Wanted{Of(hostile, header()), Of("", header("Accept-Language", hostile)), Of("", header("X-Request-Language", hostile)), Wanted(hostile)} {
			if got := Find(wanted).Language; got != "en" && got != "de" {
				t.Errorf("%.40q finds %q", hostile, got)
			}
			if wanted != Wanted(hostile) && (strings.ContainsAny(string(wanted), "./<>{}%\x00") || len(wanted) > 1000) {
				t.Errorf("%.40q is kept as %.60q", hostile, wanted)
			}
		}
	}
}

func TestAWishIsBounded(t *testing.T) {
	wanted := Of(strings.Repeat("fr ", 500), header())
	if n := strings.Count(string(wanted), ",") + 1; n != mostWanted {
		t.Errorf("%d languages are kept", n)
	}
}

func TestAWishCanBeParameterAgain(t *testing.T) {
	if got := Of(Wanted("nl,de-AT,fr").UILocales(), header()); got != "nl,de-AT,fr" {
		t.Errorf("got %q", got)
	}
}

// PL-26: a language that lacks a text, has one too many or another placeholder
// is refused when the program starts, and the text is named.
func TestPL26_ALanguageIsWhole(t *testing.T) {
	data, err := files.ReadFile("languages/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct{ name, tag, old, new, want string }{
		{"a missing text", "en", "sign_in: Sign in\n", "", "en.yaml: sign_in is missing"},
		{"a missing text within", "en", "    title: This login took too long\n", "", "failures.login_expired.title is missing"},
		{"an unknown text", "en", "sign_in:", "sign_inn:", "field sign_inn not found"},
		{"a text twice", "en", "sign_in:", "sign_in: a\nsign_in:", "already defined"},
		{"a lost placeholder", "en", "to continue to {client}\n", "to continue\n", "continue_to has the placeholders [] and must have [{client}]"},
		{"a placeholder misspelt", "en", "We sent a code to {address}", "We sent a code to {mail}", "sent_to has the placeholders [{mail}]"},
		{"a plural form the language needs", "pl", "sign_in:", "sign_in:", "durations.seconds has no form with {n} for 2"},
		{"a plural without its number", "en", `"{n} hour"`, `"an hour"`, "durations.hours has no form with {n} for 1"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			text, err := parse(row.tag, []byte(strings.Replace(string(data), row.old, row.new, 1)))
			if err == nil {
				err = text.check(languages[0])
			}
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %q in it", err, row.want)
			}
		})
	}
}

func TestDurationsAreRoundedUpInEveryLanguage(t *testing.T) {
	rows := []struct {
		d    time.Duration
		want map[Wanted]string
	}{
		{time.Millisecond, map[Wanted]string{"en": "1 second", "de": "1 Sekunde", "es": "1 segundo", "fr": "1 seconde", "pt": "1 segundo", "ja": "1 秒"}},
		{29*time.Second + 1, map[Wanted]string{"en": "30 seconds", "de": "30 Sekunden", "fr": "30 secondes", "ja": "30 秒"}},
		{90 * time.Second, map[Wanted]string{"en": "90 seconds"}},
		{91 * time.Second, map[Wanted]string{"en": "2 minutes", "de": "2 Minuten", "es": "2 minutos", "pt": "2 minutos"}},
		{time.Hour, map[Wanted]string{"en": "60 minutes"}},
		{90*time.Minute + 1, map[Wanted]string{"en": "2 hours", "de": "2 Stunden", "es": "2 horas", "fr": "2 heures", "pt": "2 horas", "ja": "2 時間"}},
		{23*time.Hour + time.Second, map[Wanted]string{"en": "24 hours"}},
	}
	for _, row := range rows {
		for wanted, want := range row.want {
			if got := Find(wanted).Duration(row.d); got != want {
				t.Errorf("%s in %s is %q, want %q", row.d, wanted, got, want)
			}
		}
	}
}

// A language with more forms than English says the right one.
func TestPluralFormsAreTheLanguagesOwn(t *testing.T) {
	polish := Plural{One: "{n} minuta", Few: "{n} minuty", Many: "{n} minut", Other: "{n} minuty"}
	for n, want := range map[int]string{1: "{n} minuta", 2: "{n} minuty", 5: "{n} minut", 12: "{n} minut", 22: "{n} minuty", 25: "{n} minut"} {
		if got := polish.of(language.Polish, n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestValuesAreNoPlaceholders(t *testing.T) {
	if got := Say("{client} at {host}", "client", "{host}", "host", "h"); got != "{host} at h" {
		t.Errorf("got %q", got)
	}
}

// QA-02: no header makes the choice fail.
func FuzzOf(f *testing.F) {
	f.Add("de fr", "pt-BR", "de-CH, en;q=0.8")
	f.Add("../x", ";q=2", strings.Repeat("a-", 100))
	f.Fuzz(func(t *testing.T, uiLocales, requested, accepted string) {
		wanted := Of(uiLocales, http.Header{"X-Request-Language": {requested}, "Accept-Language": {accepted}})
		if again := Of(wanted.UILocales(), nil); again != wanted && wanted != "" {
			t.Errorf("%q reads as %q the second time", wanted, again)
		}
		if Find(wanted).Language == "" {
			t.Error("no language")
		}
	})
}
