package brand

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// A Logo is an https URL, or a picture in itself as a data: URL in base64. It is
// only ever shown as an image: in that place browsers run nothing an SVG holds.
type Logo string

// largestLogo is how many bytes a picture in the configuration may have: it is
// sent with every page.
const largestLogo = 32 << 10

var (
	errLogo      = errors.New(`must be an https:// URL, or a data: URL of image/png, image/webp or image/svg+xml in base64`)
	errPicture   = errors.New("is not the picture its type says, in base64")
	errLargeLogo = errors.New("is larger than 32 KB, and is sent with every page: give the https:// URL of a file")
)

// hostname holds no character that could end a directive of a
// Content-Security-Policy.
var hostname = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$`)

// UnmarshalText reads a logo and writes it in the one form pages rely on.
func (l *Logo) UnmarshalText(text []byte) error {
	raw := string(text)
	var err error
	switch {
	case raw == "":
		*l = ""
	case strings.HasPrefix(raw, "data:"):
		*l, err = picture(strings.TrimPrefix(raw, "data:"))
	default:
		*l, err = remote(raw)
	}
	return err
}

// Origin is where the logo is fetched from, empty for a picture in itself.
func (l Logo) Origin() string {
	u, err := url.Parse(string(l))
	if err != nil || u.Scheme != "https" {
		return ""
	}
	return "https://" + u.Host
}

func remote(raw string) (Logo, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" || u.User != nil || !hostname.MatchString(u.Host) {
		return "", errLogo
	}
	return Logo(u.String()), nil
}

// picture reads what follows "data:" and writes it anew.
func picture(raw string) (Logo, error) {
	kind, text, found := strings.Cut(raw, ";base64,")
	looksRight, known := pictures[kind]
	if !found || !known {
		return "", errLogo
	}
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	switch {
	case err != nil || !looksRight(data):
		return "", errPicture
	case len(data) > largestLogo:
		return "", errLargeLogo
	}
	return Logo("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)), nil
}

// pictures are the types taken, with how a file of each begins.
var pictures = map[string]func([]byte) bool{
	"image/png":  func(b []byte) bool { return bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) },
	"image/webp": func(b []byte) bool { return len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" },
	"image/svg+xml": func(b []byte) bool {
		b = bytes.TrimSpace(b)
		return bytes.HasPrefix(b, []byte("<svg")) || bytes.HasPrefix(b, []byte("<?xml"))
	},
}
