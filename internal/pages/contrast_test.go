package pages

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`)

// SE-11: text has a contrast of 4.5 and edges that mean something one of 3, in
// light and in dark (WCAG 2.2 §1.4.3 and §1.4.11).
func TestSE11_Contrast(t *testing.T) {
	light, dark, found := strings.Cut(string(stylesheet), "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("there is no dark mode")
	}
	rows := []struct {
		ink, ground string
		least       float64
	}{
		{"ink", "card", 7}, {"ink", "note", 4.5}, {"ink", "bad", 4.5}, {"ink", "ground", 4.5},
		{"soft", "card", 4.5}, {"link", "card", 4.5}, {"link-strong", "card", 4.5},
		{"on-accent", "accent", 4.5}, {"on-accent", "accent-strong", 4.5},
		{"field", "card", 3}, {"bad-edge", "card", 3},
	}
	for name, sheet := range map[string]string{"light": light, "dark": dark} {
		palette := map[string]float64{}
		for _, match := range colour.FindAllStringSubmatch(sheet, -1) {
			palette[match[1]] = luminance(t, match[2])
		}
		for _, row := range rows {
			a, b := palette[row.ink], palette[row.ground]
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < row.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", name, row.ink, row.ground, ratio, row.least)
			}
		}
	}
}

// luminance is the relative luminance of an sRGB colour (WCAG 2.2).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}
