package pages

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"authd/internal/brand"
)

const pixel = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="

func shown(t *testing.T, b brand.Brand) (string, http.Header) {
	t.Helper()
	w := rendered(t, func(w http.ResponseWriter) error {
		return (&Renderer{}).Login(w, LoginPage{Look: Look{Brand: b}, Client: "Shop", RedirectURI: callback})
	})
	return html.UnescapeString(w.Body.String()), w.Header()
}

func TestAPageShowsTheBrand(t *testing.T) {
	b := brand.Brand{Logo: pixel, Primary: "#0b7285", Terms: "https://shop.example/terms?a=1&b=2", Policy: "https://shop.example/privacy"}
	body, _ := shown(t, b)
	for _, part := range []string{
		`<img class="logo" src="` + pixel + `" alt=""`, `<link rel="stylesheet" href="` + brandSheetPath(b) + `">`,
		`<a id="terms" href="https://shop.example/terms?a=1&b=2"`, `<a id="privacy" href="https://shop.example/privacy"`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %s:\n%s", part, body)
		}
	}
}

func TestAPageWithoutABrandShowsTheTenants(t *testing.T) {
	rd := &Renderer{Brand: brand.Brand{Logo: pixel}}
	for name, write := range samples(rd) {
		if body := html.UnescapeString(rendered(t, write).Body.String()); !strings.Contains(body, pixel) || strings.Contains(body, "/assets/brand/") || strings.Contains(body, `class="legal"`) {
			t.Errorf("%s is\n%s", name, body)
		}
	}
}

// CA-13: a logo is only ever an image, and only its own origin is asked for it.
func TestCA13_LogosAreImages(t *testing.T) {
	for logo, pictures := range map[brand.Logo]string{
		"":                                 "img-src data:;",
		pixel:                              "img-src data:;",
		"https://cdn.example.com/logo.svg": "img-src data: https://cdn.example.com;",
	} {
		body, header := shown(t, brand.Brand{Logo: logo})
		if policy := header.Get("Content-Security-Policy"); !strings.Contains(policy, pictures) {
			t.Errorf("%.40q: the policy is %s", logo, policy)
		}
		if strings.Contains(body, "<svg") || strings.Contains(body, "<object") || strings.Contains(body, "<iframe") {
			t.Errorf("%.40q is no image:\n%s", logo, body)
		}
	}
}

var declaration = regexp.MustCompile(`(?m)^--[a-z-]+: #[0-9a-f]{6};$`)

// SE-12: a brand's stylesheet has colours in it and nothing else, and words can be
// read on all of them (WCAG 2.2 §1.4.3 and §1.4.11).
func TestSE12_BrandSheets(t *testing.T) {
	for i := 0; i < 1<<24; i += 48611 {
		b := brand.Brand{Primary: brand.Color(fmt.Sprintf("#%06x", i)), Background: brand.Color(fmt.Sprintf("#%06x", 1<<24-1-i))}
		css := brandSheet(b)
		rest := declaration.ReplaceAllString(css, "")
		if words := strings.Fields(rest); strings.Join(words, " ") != "@media (prefers-color-scheme: light) { :root { } } @media (prefers-color-scheme: dark) { :root { } }" {
			t.Fatalf("%+v gives\n%s", b, css)
		}
		light, night, _ := strings.Cut(css, "dark")
		for card, sheet := range map[brand.Color]string{lightCard: light, darkCard: night} {
			value := func(name string) brand.Color {
				_, after, _ := strings.Cut(sheet, "--"+name+": ")
				return brand.Color(after[:7])
			}
			for _, pair := range [][2]brand.Color{
				{value("on-accent"), value("accent")}, {value("on-accent"), value("accent-strong")}, {value("link"), card}, {value("link-strong"), card},
			} {
				if got := brand.Contrast(pair[0], pair[1]); got < brand.LeastContrast {
					t.Fatalf("%s: %s on %s has %.2f", b.Primary, pair[0], pair[1], got)
				}
			}
		}
	}
}

func TestABrightGroundStaysOutOfTheDark(t *testing.T) {
	for ground, want := range map[brand.Color]int{"#f8f9fa": 1, "#101418": 2} {
		if got := strings.Count(brandSheet(brand.Brand{Background: ground}), "--page"); got != want {
			t.Errorf("%s is in %d schemes, want %d", ground, got, want)
		}
	}
}

func TestCardsAreThoseOfTheStylesheet(t *testing.T) {
	light, night, _ := strings.Cut(string(stylesheet), "@media (prefers-color-scheme: dark)")
	if !strings.Contains(light, "--card: "+string(lightCard)) || !strings.Contains(night, "--card: "+string(darkCard)) {
		t.Error("the contrast of links is reckoned on other cards than there are")
	}
}

func TestStylesheetsAreThoseThatPagesName(t *testing.T) {
	shop, other := brand.Brand{Primary: "#0b7285"}, brand.Brand{Background: "#222222", Logo: pixel}
	sheets := Stylesheets([]brand.Brand{shop, other, shop, {}, {Logo: pixel}})
	if len(sheets) != 3 || sheets[brandSheetPath(shop)] == nil || sheets[brandSheetPath(other)] == nil || sheets[StylesheetPath] == nil {
		t.Errorf("there are %d", len(sheets))
	}
	w := httptest.NewRecorder()
	if err := sheets[brandSheetPath(shop)](w, httptest.NewRequest(http.MethodGet, "/", nil)); err != nil || w.Body.String() != brandSheet(shop) || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%v %v %s", err, w.Header(), w.Body)
	}
}
