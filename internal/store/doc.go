// Package store keeps what must outlive a request: users, sessions, login
// challenges, refresh families, which codes were used and what was revoked,
// clients that registered themselves, counters, the outbox and the sealed key ring,
// in SQLite or in PostgreSQL. It is the only package that knows SQL.
//
// Every method is one deed: one statement, or one transaction that begins and
// ends inside it. It owns what needs the database to be decided once (a code is
// taken by one of many, an address belongs to one user) and the expiry of rows:
// an expired row reads as absent whether or not it was swept. It leaves alone
// what the deeds are for, and it never reads a clock: now is always an argument.
//
// Both databases run the same SQL text, see docs/adr/0003; package engine opens
// them. Times are kept as milliseconds since 1970, so they come back cut to the
// millisecond and in UTC.
package store
