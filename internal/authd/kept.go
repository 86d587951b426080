package authd

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"time"

	"authd/internal/locale"
	"authd/internal/oauth"
)

// What a store deed can say instead of doing it. An expired thing is absent.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by another writer")
	ErrTaken    = errors.New("belongs to somebody else")
	ErrFull     = errors.New("there are as many as may be")

	// ErrUnavailable: the database cannot do its work now. What was asked for may
	// have been done or not, and may be asked for again.
	ErrUnavailable = errors.New("the database is not available")
)

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
	Clients      []string // that got tokens in it and are told when it ends
	ClientID     string   // for which the person logged in; known at the beginning alone
}

// A LogoutNotice is what one client is yet to be told: that a session it got
// tokens in has ended. It holds no secret; the token that proves it is signed
// when it is sent.
type LogoutNotice struct {
	ID        string
	ClientID  string
	UserID    string
	SID       string
	Tries     int
	ExpiresAt time.Time // not told any more afterwards
}

// An AuthRequest is one authorization request, read and checked: it names an
// existing client and a redirect_uri registered for it.
type AuthRequest struct {
	ClientID      string
	RedirectURI   string
	ResponseType  oauth.ResponseType
	ResponseMode  oauth.ResponseMode
	State         string
	Nonce         string
	Scope         oauth.Scope
	Audience      string
	Resource      string // as sent: another word for Audience (RFC 8707)
	Prompt        oauth.Prompt
	MaxAge        time.Duration // -1: not sent
	MaxLifetime   time.Duration // expires_in asked for; 0: not asked
	Claims        AskedClaims
	AuthTimeAsked bool // by the claims parameter
	LoginHint     string
	Challenge     string   // code_challenge, S256; empty: none
	Key           string   // dpop_jkt; empty: none
	Subjects      []string // `sub` of id_token_hint or by the claims parameter: who alone will do; nil: anybody
	Connection    string
	CreatedAt     time.Time    // when it reached the server, before any login
	Params        oauth.Params `json:"-"` // as sent, for doors that carry their own
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

// A LoginTicket is a login that was proved on an application's own page. It is
// good for one authorization request of that client and page.
type LoginTicket struct {
	Hash         []byte // keyed hash of the ticket; the ticket itself is never kept
	User         User
	ClientID     string
	Origin       string // of the page
	ID           string // co_id, under which the page keeps its verifier
	CookieHash   []byte // of the cookie the page's browser was given
	VerifierHash []byte // of what the page was given to prove itself
	ExpiresAt    time.Time
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

// A Backlog is what waits in the outbox.
type Backlog struct {
	Waiting int
	Oldest  time.Time // when the oldest of them was asked for; meaningless where none waits
}

// A LoginMessage is what one login mail or text message must say. It holds a
// live code and a live link, so it is never logged and leaves the process only
// sealed or to its recipient.
type LoginMessage struct {
	Channel    string // a strategy: how it is sent
	To         string
	Code       string
	Link       string // empty: a code alone
	ClientName string
	Host       string // the server's host, so that the reader knows which login it is
	Lifetime   time.Duration
	Language   locale.Wanted
}

// An Authorization is what a client was given on behalf of a person. A code and
// every token that comes of it carry its ID, so that they can be revoked
// together. It holds what was granted and never the plan: whoever redeems it
// resolves again, and a setting changed meanwhile counts.
type Authorization struct {
	ID          string // 128 random bits, base64url
	ClientID    string
	UserID      string // empty where the client acts for itself
	SID         string // of the session it was given in; empty: none
	Connection  string
	Audience    string // as asked for; empty: none
	Scope       oauth.Scope
	AuthTime    time.Time
	AuthTimeDue bool          // the ID token owes auth_time
	MaxLifetime time.Duration // expires_in asked for; 0: not asked
	Claims      AskedClaims
	Key         string // thumbprint of the key a DPoP proof must be of to redeem it; empty: none
}

// AskedClaims are what a request asks for by name, beyond what its scopes
// release (OIDC Core §5.5). Names stand in order, with a space between.
type AskedClaims struct {
	Userinfo string
	IDToken  string
	ACR      bool // the ID token owes acr
}

// NewAuthorizationID makes the ID of an Authorization.
func NewAuthorizationID() string {
	id := make([]byte, 16)
	rand.Read(id) // never fails, crypto/rand
	return base64.RawURLEncoding.EncodeToString(id)
}

// An AuthCode is what an authorization code stands for (RFC 6749 §4.1.2). It is
// not kept: the code is itself sealed, and only its use is noted.
type AuthCode struct {
	Authorization
	RedirectURI   string // as sent; empty: not sent
	CodeChallenge string // S256 (RFC 7636 §4.2); empty: none
	Nonce         string
	ExpiresAt     time.Time
}

// A Revocation ends what a client was given under an Authorization.
type Revocation struct {
	Authorization           // ID alone is needed; the rest is for the audit log
	Why           EventType // EventTokenRevoked, EventRefreshReused or EventCodeReused
	At            time.Time
	Until         time.Time // when the last of the access tokens is dead, as lifetimes are now
}

// A Consent is what a person allowed a client for one audience. Clients that are
// first party need none.
type Consent struct {
	UserID   string
	ClientID string
	Audience string // identifier of an API; empty: the person's own data alone
	Scope    oauth.Scope
	GivenAt  time.Time // the last answer
}

// A Registration is a client that registered itself (RFC 7591). It holds nothing
// that would let somebody act as the client: a secret is made of the client's id
// whenever it is needed.
type Registration struct {
	ClientID  string
	Metadata  string // JSON, with the names of RFC 7591 §2
	TokenHash []byte // keyed hash of the token that changes it (RFC 7592 §3)
	CreatedAt time.Time
	UpdatedAt time.Time
}

// A RefreshFamily is one authorization's line of refresh tokens. Each use of a
// rotating one makes the next generation; only the newest, and for a short while
// the one before it, can be used.
type RefreshFamily struct {
	Authorization
	Generation int
	CreatedAt  time.Time
	RotatedAt  time.Time     // when Generation began
	SeenAt     time.Time     // last use
	ExpiresAt  time.Time     // absolute end, fixed when the family began; zero: none
	Idle       time.Duration // 0: none
}

// EndsAt is when the family is over if it is not used again before; zero: never.
// A token is refused from that instant on.
func (f RefreshFamily) EndsAt() time.Time {
	if f.Idle == 0 {
		return f.ExpiresAt
	}
	idle := f.SeenAt.Add(f.Idle)
	if !f.ExpiresAt.IsZero() && f.ExpiresAt.Before(idle) {
		return f.ExpiresAt
	}
	return idle
}
