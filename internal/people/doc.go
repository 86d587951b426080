// Package people writes a person as JSON, with the names that Auth0's Management
// API v2 and OIDC Core §5.1 have, and reads that back.
//
// It owns these names and what is refused of what is read. It leaves alone where
// people are kept, who may change them, and which claims are released to whom.
package people
