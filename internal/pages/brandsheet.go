package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"authd/internal/brand"
	"authd/internal/web"
)

// The card of assets/authd.css in light and in dark: links stand on it.
const (
	lightCard brand.Color = "#ffffff"
	darkCard  brand.Color = "#1b2029"
)

// dark is the luminance below which a background suits dark mode as well.
const dark = 0.1

// Stylesheets are the stylesheets that pages name, by path: the one of all pages
// and one for every different pair of colours in brands. They are files of this
// server, because the policy of the pages allows no style in them.
func Stylesheets(brands []brand.Brand) map[string]web.HandlerFunc {
	sheets := map[string]web.HandlerFunc{StylesheetPath: serveStylesheet(stylesheet)}
	for _, b := range brands {
		if css := brandSheet(b); css != "" {
			sheets[brandSheetPath(b)] = serveStylesheet([]byte(css))
		}
	}
	return sheets
}

// brandSheetPath is where the stylesheet of b is, empty when it has none. Its
// name says what is in it, so it can be kept for ever.
func brandSheetPath(b brand.Brand) string {
	css := brandSheet(b)
	if css == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(css))
	return "/assets/brand/" + hex.EncodeToString(sum[:8]) + ".css"
}

// brandSheet sets the colours of b, each in the shade that keeps text readable
// (WCAG 2.2 §1.4.3). Nothing goes into it but colours of package brand (SE-12).
func brandSheet(b brand.Brand) string {
	if b.Primary == "" && b.Background == "" {
		return ""
	}
	night := b.Background
	if night != "" && night.Luminance() >= dark {
		night = ""
	}
	return scheme("light", ground(b.Background)+accent(b.Primary, lightCard)) +
		scheme("dark", ground(night)+accent(b.Primary, darkCard))
}

func scheme(name, settings string) string {
	return fmt.Sprintf("@media (prefers-color-scheme: %s) {\n:root {\n%s}\n}\n", name, settings)
}

// ground is what is around the card.
func ground(c brand.Color) string {
	if c == "" {
		return ""
	}
	return fmt.Sprintf("--page: %s;\n", c)
}

// accent is the colour of buttons as it is, under text in black or white, and of
// links on card in the nearest shade that can be read there.
func accent(c, card brand.Color) string {
	if c == "" {
		return ""
	}
	ink := c.Ink()
	away := brand.Black // hovering takes a button away from its text, so contrast only grows
	if ink == brand.Black {
		away = brand.White
	}
	link := c.On(card)
	return fmt.Sprintf("--accent: %s;\n--accent-strong: %s;\n--on-accent: %s;\n--link: %s;\n--link-strong: %s;\n",
		c, c.Toward(away, 0.15), ink, link, link.Toward(card.Ink(), 0.15))
}
