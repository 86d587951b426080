package authd

import (
	"cmp"
	"context"
	"net/netip"
	"time"
)

// An EventType is what an Event of the audit log tells of.
type EventType string

// The types, with the code under which Auth0's log has the same where it has it.
const (
	EventLogin           EventType = "login"          // s: a session began
	EventExchange        EventType = "code_exchanged" // sepft: tokens for a one-time code, without a session
	EventLoginFailed     EventType = "login_failed"   // f: a code or a link was refused; Detail says why
	EventSignup          EventType = "signup"         // ss
	EventLogout          EventType = "logout"         // slo: a session was ended; Detail says why if it was not the person alone
	EventConsentGiven    EventType = "consent_given"  // Detail is the scope
	EventConsentRefused  EventType = "consent_refused"
	EventRefreshReused   EventType = "refresh_token_reused" // ferrt: two hold tokens of one line, which is revoked
	EventCodeReused      EventType = "code_reused"          // feacft: two hold one authorization code, and its tokens are revoked
	EventTokenRevoked    EventType = "token_revoked"        // srrt: by its client
	EventUserCreated     EventType = "user_created"         // sapi
	EventUserChanged     EventType = "user_changed"         // sapi
	EventUserBlocked     EventType = "user_blocked"         // sapi
	EventUserUnblocked   EventType = "user_unblocked"       // sapi
	EventUserDeleted     EventType = "user_deleted"         // sdu
	EventUsersImported   EventType = "users_imported"       // Detail says how many
	EventKeysChanged     EventType = "keys_changed"         // Detail says what became of which key
	EventSettingsChanged EventType = "configuration_changed"
)

// EventTypes are all of them.
func EventTypes() []EventType {
	return []EventType{
		EventLogin, EventExchange, EventLoginFailed, EventSignup, EventLogout, EventConsentGiven, EventConsentRefused,
		EventRefreshReused, EventCodeReused, EventTokenRevoked, EventUserCreated, EventUserChanged, EventUserBlocked,
		EventUserUnblocked, EventUserDeleted, EventUsersImported, EventKeysChanged, EventSettingsChanged,
	}
}

// An Event is one entry of the audit log. It is kept in the transaction of the
// change it tells of, never changed, and holds no secret and no address of a
// person.
type Event struct {
	ID         string    `json:"id"` // later events have greater ids
	At         time.Time `json:"at"`
	Type       EventType `json:"type"`
	ClientID   string    `json:"client_id,omitempty"`
	UserID     string    `json:"user_id,omitempty"`
	Connection string    `json:"connection,omitempty"`
	Origin
	Detail string `json:"detail,omitempty"`
}

// An Origin is where a request came from.
type Origin struct {
	Actor     Actor      `json:"actor"`
	IP        netip.Addr `json:"ip,omitzero"` // as far as it can be trusted
	RequestID string     `json:"request_id,omitempty"`
}

// An Actor is by which door somebody came.
type Actor string

// The doors.
const (
	ActorServer  Actor = "server"  // nobody: the server by itself
	ActorPublic  Actor = "public"  // the public listener: people and applications
	ActorAdmin   Actor = "admin"   // the management API, with its token
	ActorCommand Actor = "command" // the command line
)

type originKey struct{}

// WithOrigin carries o to whatever a request does.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// By carries that actor does it; the rest of the origin stays.
func By(ctx context.Context, actor Actor) context.Context {
	o := OriginOf(ctx)
	o.Actor = actor
	return WithOrigin(ctx, o)
}

// OriginOf is what WithOrigin carries, else that the server does it by itself.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	o.Actor = cmp.Or(o.Actor, ActorServer)
	return o
}

// An EventQuery asks for events, oldest first. What is empty does not matter.
type EventQuery struct {
	After  string    // the id of the last one that is known
	Since  time.Time // zero: from the first on
	Type   EventType
	UserID string
	Limit  int // at most; required
}
