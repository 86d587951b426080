// Package pages renders what a person sees: the login page, the code page, the
// page behind a mailed link, the consent page, the logout pages and the error page.
//
// It owns the templates, the one stylesheet, the words (one file a language) and
// the headers a page is sent with, Content-Security-Policy first among them. It
// leaves alone what happens: it reads no request, opens no state and knows no
// client beyond the name it is given. Every page is plain HTML that works
// without JavaScript and loads nothing from elsewhere.
//
// Ids, names and autocomplete attributes are a contract that password managers
// and automated browsers rely on; page_test.go holds it.
package pages
