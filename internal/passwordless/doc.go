// Package passwordless proves addresses: it sends a code or a link to one and
// judges what comes back.
//
// It owns challenges from start to use, how codes and links are made, hashed
// and bound, the limits on asking and guessing, and Auth0's JSON endpoints
// /passwordless/start and /passwordless/verify. It leaves alone sessions,
// tokens, pages, the text of mails and their delivery: it hands over who proved
// what, and its callers go on from there.
//
// A challenge lives in a slot. One begun on a hosted page has the page's
// transaction as its slot and so belongs to that browser; one begun through the
// API has its connection and address, because auth0.js before 9.16.4 verifies
// without saying for which client. Hashes cover the slot, so a code of one kind
// is worth nothing in the other (security rows PL-08 and PL-09).
package passwordless
