// Package users takes people along from Auth0: it reads an export of users, one
// JSON object a line (NDJSON), plain or gzipped, and keeps those who can log in
// here.
//
// It owns which line is whom, who is left out and why, and the course of an
// import: lines of any number in bounded memory, in batches, each of which is
// kept whole or not at all. Keeping is left to whoever is handed in.
package users
