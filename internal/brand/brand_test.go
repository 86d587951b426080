package brand

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// SE-12: nothing but six digits is a colour.
func TestSE12_ColorsAreDigits(t *testing.T) {
	for _, text := range []string{
		"red", "#abc", "#12345", "#1234567", "3450c8", "#3450cg", "rgb(1,2,3)", "#3450c8;}", "#3450c8}body{background:url(javascript:alert(1))}",
		"</style><script>alert(1)</script>", "@import url(https://evil.test/x.css)", "url(javascript:alert(1))", "expression(alert(1))", "var(--x)", "#3450c8\n", " #3450c8", "#３450c8",
	} {
		var c Color
		if err := c.UnmarshalText([]byte(text)); err == nil || c != "" {
			t.Errorf("%q is taken as %q", text, c)
		}
	}
	for text, want := range map[string]Color{"#3450C8": "#3450c8", "#000000": Black, "": ""} {
		var c Color
		if err := c.UnmarshalText([]byte(text)); err != nil || c != want {
			t.Errorf("%q reads as %q, %v", text, c, err)
		}
	}
}

// CA-13: a logo is fetched by https, or is a picture of the type it says.
func TestCA13_Logos(t *testing.T) {
	encode := base64.StdEncoding.EncodeToString
	svg, png := encode([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)), encode([]byte("\x89PNG\r\n\x1a\nrest"))
	good := map[string]string{
		"":                                  "",
		"https://cdn.example.com/a.svg?v=2": "https://cdn.example.com",
		"https://cdn.example.com:8443/a":    "https://cdn.example.com:8443",
		"data:image/svg+xml;base64," + svg:  "",
		"data:image/png;base64," + png:      "",
		"data:image/webp;base64," + encode([]byte("RIFF\x01\x00\x00\x00WEBPVP8 ")): "",
	}
	for text, origin := range good {
		var l Logo
		if err := l.UnmarshalText([]byte(text)); err != nil || string(l) != text || l.Origin() != origin {
			t.Errorf("%.60q reads as %.60q from %q, %v", text, l, l.Origin(), err)
		}
	}
	for _, text := range []string{
		"http://cdn.example.com/a.png", "javascript:alert(1)", "//cdn.example.com/a.png", "/logo.png", "https://", "https://user:secret@cdn.example.com/a.png",
		"https://cdn.example.com;script-src/a.png", "https://cdn.example.com,x/a.png", "https://a b/c", "https://[::1", "ftp://cdn.example.com/a.png",
		"data:text/html;base64," + svg, "data:image/svg+xml," + "<svg/>", "data:image/svg+xml;base64,<svg onload=alert(1)>", "data:image/png;base64," + svg,
		"data:image/svg+xml;base64," + encode([]byte("<html><script>alert(1)</script>")), "data:image/gif;base64," + png, "data:image/png;base64," + png + `" onerror="alert(1)`,
		"data:image/svg+xml;base64," + encode([]byte("<svg>"+strings.Repeat(" ", largestLogo))),
	} {
		var l Logo
		if err := l.UnmarshalText([]byte(text)); err == nil || l != "" {
			t.Errorf("%.60q is taken as %.60q", text, l)
		}
	}
}

// SE-12, SE-11: whatever the colour, the words on it and the links in it can be
// read (WCAG 2.2 §1.4.3).
func TestSE12_EveryColorIsReadable(t *testing.T) {
	for i := 0; i < 1<<24; i += 997 {
		c := Color(fmt.Sprintf("#%06x", i))
		if got := Contrast(c, c.Ink()); got < LeastContrast {
			t.Fatalf("%s on %s has %.2f", c.Ink(), c, got)
		}
		for _, ground := range []Color{White, "#1b2029"} {
			if got := Contrast(c.On(ground), ground); got < LeastContrast {
				t.Fatalf("%s on %s became %s with %.2f", c, ground, c.On(ground), got)
			}
		}
	}
}

func TestAReadableColorStaysAsItIs(t *testing.T) {
	if got := Color("#3450c8").On(White); got != "#3450c8" {
		t.Errorf("it became %s", got)
	}
	if got := Contrast(Black, White); got != 21 {
		t.Errorf("black on white has %v", got)
	}
	if got := Color("#ff8800").Toward(Black, 0.5); got != "#804400" {
		t.Errorf("half of it is %s", got)
	}
}

func TestPartsOfAClientComeFirst(t *testing.T) {
	tenant := Brand{Logo: "https://t.example/l.png", Primary: "#111111", Terms: "https://t.example/terms"}
	got := Brand{Primary: "#222222", Policy: "https://c.example/privacy"}.Or(tenant)
	want := Brand{Logo: "https://t.example/l.png", Primary: "#222222", Policy: "https://c.example/privacy", Terms: "https://t.example/terms"}
	if got != want {
		t.Errorf("got %+v", got)
	}
}
