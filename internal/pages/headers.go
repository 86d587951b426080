package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"authd/internal/web"
)

// setHeaders gives a page the headers of security rows SE-03, SE-04, AZ-19 and
// AZ-32.
//
// Cross-Origin-Opener-Policy is left out on purpose: Auth0's SDKs open these
// pages in a popup, and any value of it, even on a redirect on the way, cuts the
// popup off from the window that waits for its answer.
func setHeaders(h http.Header, policy string) {
	web.NoStore(h)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	// no-referrer would make browsers send "Origin: null" with the forms, which
	// the same-origin check refuses. This one sends the origin and no path, so
	// the state and the link token stay here.
	h.Set("Referrer-Policy", "strict-origin")
}

// setLanguage says which language a page is in, and that another request could
// get another one (RFC 9110 §8.5, §12.5.5).
func setLanguage(h http.Header, tag string) {
	h.Set("Content-Language", tag)
	h.Add("Vary", "Accept-Language, X-Request-Language")
}

// policy is a Content-Security-Policy that forbids everything but stylesheets of
// this server, inline pictures and those of logoOrigin, what s itself frames and
// runs, and the forms. Chromium holds form-action against the redirects that
// follow a post as well, so the client's redirect_uri must be named or the person
// never gets back to the application.
func policy(s sheet, logoOrigin string) string {
	forms := "'self'"
	if source := formSource(s.redirectURI); source != "" {
		forms += " " + source
	}
	pictures := strings.TrimSpace("data: " + logoOrigin)
	return "default-src 'none'; style-src 'self'; img-src " + pictures + "; form-action " + forms +
		granted("frame-src", frameSources(s.frames)) + granted("script-src", s.script) + "; base-uri 'none'; frame-ancestors 'none'"
}

// granted is a directive that a page only has if it has a use for it.
func granted(directive, sources string) string {
	if sources == "" {
		return ""
	}
	return "; " + directive + " " + sources
}

// frameSources are the origins of frames, and nothing else of their addresses.
func frameSources(frames []string) string {
	var sources []string
	for _, address := range frames {
		if source := formSource(address); source != "" && !slices.Contains(sources, source) {
			sources = append(sources, source)
		}
	}
	return strings.Join(sources, " ")
}

// formSource is redirectURI as a CSP source (CSP Level 3 §2.3.1): its origin,
// or "scheme:" where the scheme is an application's own. It is "" when there is
// none or when it holds a character that could end the directive.
func formSource(redirectURI string) string {
	u, err := url.Parse(redirectURI)
	if err != nil || u.Scheme == "" {
		return ""
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return u.Scheme + ":"
	}
	if u.Host == "" || strings.ContainsFunc(u.Host, notInHost) {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func notInHost(r rune) bool {
	return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]", r)
}
