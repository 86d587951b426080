// Package widget serves what Auth0's login widget, Lock, loads before it shows
// anything: the client's settings as a script, the visitor's country, and
// whether a captcha is wanted.
//
// It owns these three answers in the shapes Lock 11 to 14 read. It leaves alone
// every login: the widget goes on with /passwordless/start and /co/authenticate
// like any other page.
package widget
