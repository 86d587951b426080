package brand

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A Color is # and six hexadecimal digits in lower case, or empty.
type Color string

// Black and White are what a text can be on any colour: one of them always has a
// contrast of 4.5 or more.
const (
	Black Color = "#000000"
	White Color = "#ffffff"
)

// LeastContrast is what text needs (WCAG 2.2 §1.4.3, level AA).
const LeastContrast = 4.5

var sixDigits = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// UnmarshalText reads a colour. Names and functions are refused: nothing but
// digits can reach a stylesheet (SE-12).
func (c *Color) UnmarshalText(text []byte) error {
	read := Color(strings.ToLower(string(text)))
	if read != "" && !sixDigits.MatchString(string(read)) {
		return errors.New(`must be a colour of # and six hexadecimal digits, in quotes, like "#3450c8"`)
	}
	*c = read
	return nil
}

// Contrast is the ratio of the luminances of two colours, from 1 to 21
// (WCAG 2.2, contrast ratio).
func Contrast(a, b Color) float64 {
	la, lb := a.Luminance(), b.Luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// Luminance is between 0, black, and 1, white (WCAG 2.2, relative luminance).
func (c Color) Luminance() float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(c.parts()[i]) / 255
		if v <= 0.04045 {
			sum += weight * v / 12.92
		} else {
			sum += weight * math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return sum
}

// Ink is the one of Black and White that is easier to read on c.
func (c Color) Ink() Color {
	if Contrast(c, Black) > Contrast(c, White) {
		return Black
	}
	return White
}

// Toward is c with a share of other mixed in, from 0 to 1.
func (c Color) Toward(other Color, share float64) Color {
	a, b := c.parts(), other.parts()
	var mixed [3]uint8
	for i := range mixed {
		mixed[i] = uint8(math.Round(float64(a[i])*(1-share) + float64(b[i])*share))
	}
	return Color(fmt.Sprintf("#%02x%02x%02x", mixed[0], mixed[1], mixed[2]))
}

// On is c, changed no more than needed to be read as text on ground.
func (c Color) On(ground Color) Color {
	for share := 0.0; share < 1; share += 0.05 {
		if mixed := c.Toward(ground.Ink(), share); Contrast(mixed, ground) >= LeastContrast {
			return mixed
		}
	}
	return ground.Ink()
}

// parts are red, green and blue.
func (c Color) parts() [3]uint8 {
	var rgb [3]uint8
	for i := range rgb {
		n, err := strconv.ParseUint(string(c[1+2*i:3+2*i]), 16, 8)
		if err != nil {
			panic(err) // UnmarshalText lets nothing else through
		}
		rgb[i] = uint8(n)
	}
	return rgb
}
