// Package authd names the things the server knows: the configured ones (Tenant,
// Client, API, Connection, gathered in a Directory) and the kept ones (User,
// Session, AuthRequest, Challenge, Mail).
//
// It owns their shape and the words for what can be wrong with a kept thing. It
// leaves alone how they are read, decided on, stored or written, and imports
// only packages oauth, locale and brand.
package authd
