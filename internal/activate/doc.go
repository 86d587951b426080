// Package activate is where a person allows a device that has no browser (RFC 8628
// §3.3): the page that asks for the code, and the one that says what the device
// wants and asks whether it may.
//
// It owns who may answer: the person logged in, in the browser in which the code
// was typed, and that they are asked always, also for a code that came in the
// address (§5.4). It leaves alone the codes themselves and how often they are
// guessed (package devicegrant), how people log in (package login), and the tokens,
// which the device fetches at /oauth/token.
package activate
