package authd

import (
	"errors"
	"time"

	"authd/internal/oauth"
)

// What a store deed can say instead of doing it. An expired thing is absent.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by another writer")
)

// A User is a person, by one connection. Two connections make two users.
type User struct {
	ID            string // strategy|24 hex digits, the `sub` of every token
	Connection    string
	Identifier    string // canonical address or number, unique within the connection
	Email         string
	EmailVerified bool
	Name          string
	Nickname      string
	Picture       string
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// A Session is one browser's proof that a person logged in (the SSO session).
type Session struct {
	Hash         []byte // keyed hash of the cookie; the cookie itself is never kept
	SID          string // the `sid` claim
	User         User
	Connection   string
	AuthTime     time.Time // when the person last proved who they are
	SeenAt       time.Time // last use, to the minute
	ExpiresAt    time.Time // absolute end, fixed at login
	IdleLifetime time.Duration
}

// An AuthRequest is one authorization request, read and checked: it names an
// existing client and a redirect_uri registered for it.
type AuthRequest struct {
	ClientID     string
	RedirectURI  string
	ResponseType oauth.ResponseType
	ResponseMode oauth.ResponseMode
	State        string
	Nonce        string
	Scope        oauth.Scope
	Audience     string
	Prompt       oauth.Prompt
	MaxAge       time.Duration // -1: not sent
	MaxLifetime  time.Duration // expires_in asked for; 0: not asked
	LoginHint    string
	Connection   string
	CreatedAt    time.Time    // when it reached the server, before any login
	Params       oauth.Params `json:"-"` // as sent, for doors that carry their own
}

// A Challenge is one attempt to prove an address: a code and a link were sent
// there. A slot holds one challenge at a time, so a new one replaces the old.
type Challenge struct {
	Slot       string // who may answer it: one login page's transaction, or one address through the API
	ID         string
	ClientID   string
	Connection string
	Address    string // canonical; the user's Identifier
	CodeHash   []byte
	LinkHash   []byte
	Pending    string // the authorization request its link goes on with, sealed
	Tries      int    // wrong codes so far
	MaxTries   int
	CreatedAt  time.Time
	ExpiresAt  time.Time
}

// A Verdict is the answer to one code or link.
type Verdict int

// Verdicts. Absent covers never asked, replaced and already used.
const (
	Absent Verdict = iota
	Right
	Wrong
	Expired
	Exhausted // as many wrong tries as the challenge allows
)

// A Mail waits in the outbox. Body is sealed: it holds a live code.
type Mail struct {
	ID        string // stable over retries; the Message-ID is made of it
	Body      string
	Tries     int
	ExpiresAt time.Time // not sent any more afterwards: its code is dead
}

// A LoginMail is what one login mail must say. It holds a live code and a live
// link, so it is never logged and leaves the process only sealed or by mail.
type LoginMail struct {
	To         string
	Code       string
	Link       string
	ClientName string
	Host       string // the server's host, so that the reader knows which login it is
	Lifetime   time.Duration
	Language   string // a BCP 47 tag from the request, not trusted to exist
}
