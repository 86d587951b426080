package pending

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"authd/internal/oauth"
	"authd/internal/seal"
)

// Lifetime is how long a login may take, counted from the request's arrival.
const Lifetime = 30 * time.Minute

// MaxState is how long a sealed state may be, in bytes: it must fit into an
// address with room for the headers beside it. Parameters of 8 KB always do.
const MaxState = 24 << 10

const (
	purposeState   seal.Purpose = "pending state"
	purposeBrowser seal.Purpose = "pending browser"
)

// What Open can say.
var (
	ErrInvalid      = errors.New("this login address is damaged or was not made here")
	ErrExpired      = errors.New("this login was begun too long ago")
	ErrOtherBrowser = errors.New("this login was begun in another browser")
)

// A Pending is an authorization request that waits for its person. Of a device's
// request Params holds the client and what concerns the pages.
type Pending struct {
	Params      oauth.Params `json:"p"` // as they were sent to the server
	CreatedAt   time.Time    `json:"t"`
	NonceOption bool         `json:"n,omitempty"` // came by a door that does not demand a nonce
	Transaction string       `json:"x"`           // random; the slot of its challenges
	Address     string       `json:"a,omitempty"` // what the person typed, once they did
	Connection  string       `json:"c,omitempty"` // the connection the code was sent through
	Browser     []byte       `json:"b"`           // keyed hash of the browser's cookie
	Question    *Question    `json:"q,omitempty"` // what the person is asked to allow, if they are
	Denied      bool         `json:"d,omitempty"` // they did not allow it
	Pushed      string       `json:"r,omitempty"` // id of the pushed request that Params are of; empty: they came in the address
	UserCode    string       `json:"u,omitempty"` // of the device that is to be allowed (RFC 8628); empty: it is no device's request
}

// Resume is the path where the request goes on once its person is known.
func (p Pending) Resume() string {
	if p.UserCode != "" {
		return "/activate/confirm"
	}
	return "/authorize/resume"
}

// A Question is what a person is asked to allow. It is sealed with the request,
// so that what they saw is what is kept, and with the session it was asked in, so
// that nobody else can answer (AZ-24).
type Question struct {
	SID      string      `json:"s"`
	Audience string      `json:"a,omitempty"` // identifier of an API; empty: none
	Scope    oauth.Scope `json:"o"`
}

// Sealer is what Keeper needs of the key ring.
type Sealer interface {
	Seal(purpose seal.Purpose, plain []byte) string
	Open(purpose seal.Purpose, text string) ([]byte, error)
	Hash(purpose seal.Purpose, secret string) []byte
}

// A Keeper seals and opens Pendings.
type Keeper struct {
	Sealer Sealer
	Secure bool // the issuer is https
}

// Begin makes a Pending for this browser, giving it a cookie if it has none.
func (k Keeper) Begin(w http.ResponseWriter, r *http.Request, params oauth.Params, now time.Time) Pending {
	return Pending{Params: params, CreatedAt: now, Transaction: seal.Token(), Browser: k.bind(w, r)}
}

// Bind ties a Pending that began where no browser was known, such as a request
// to an API, to this browser, giving it a cookie if it has none.
func (k Keeper) Bind(w http.ResponseWriter, r *http.Request, p Pending) Pending {
	p.Browser = k.bind(w, r)
	return p
}

// Bound reports whether p is tied to a browser.
func (p Pending) Bound() bool { return len(p.Browser) > 0 }

// Seal turns p into the value of the `state` parameter of the login pages.
func (k Keeper) Seal(p Pending) string {
	plain, err := json.Marshal(p)
	if err != nil {
		panic(err) // a Pending holds nothing JSON cannot write
	}
	return k.Sealer.Seal(purposeState, plain)
}

// Open undoes Seal for the browser that began. Its errors are ErrInvalid,
// ErrExpired and ErrOtherBrowser.
func (k Keeper) Open(r *http.Request, state string, now time.Time) (Pending, error) {
	p, err := k.Peek(state, now)
	if err != nil {
		return Pending{}, err
	}
	if !k.Same(r, p) {
		return Pending{}, ErrOtherBrowser
	}
	return p, nil
}

// Peek undoes Seal for any browser. It is for pages that log nobody in.
func (k Keeper) Peek(state string, now time.Time) (Pending, error) {
	var p Pending
	plain, err := k.Sealer.Open(purposeState, state)
	if err != nil || json.Unmarshal(plain, &p) != nil {
		return Pending{}, ErrInvalid
	}
	if now.After(p.CreatedAt.Add(Lifetime)) {
		return Pending{}, ErrExpired
	}
	return p, nil
}

// Same reports whether r comes from the browser p began in.
func (k Keeper) Same(r *http.Request, p Pending) bool {
	value, found := k.browser(r)
	return found && subtle.ConstantTimeCompare(k.Sealer.Hash(purposeBrowser, value), p.Browser) == 1
}

// browser is the value of the browser's cookie. Of two nobody knows which is its
// own, and which one somebody else planted.
func (k Keeper) browser(r *http.Request) (string, bool) {
	cookies := r.CookiesNamed(k.cookieName())
	if len(cookies) != 1 || len(cookies[0].Value) != tokenLength {
		return "", false
	}
	return cookies[0].Value, true
}

func (k Keeper) bind(w http.ResponseWriter, r *http.Request) []byte {
	if value, found := k.browser(r); found {
		return k.Sealer.Hash(purposeBrowser, value)
	}
	value := seal.Token()
	http.SetCookie(w, &http.Cookie{
		Name: k.cookieName(), Value: value, Path: "/",
		HttpOnly: true, Secure: k.Secure, SameSite: http.SameSiteLaxMode,
	})
	return k.Sealer.Hash(purposeBrowser, value)
}

const tokenLength = 43 // of seal.Token

// cookieName has the prefix that ties a cookie to this host and to TLS
// (RFC 6265bis §4.1.3.2), which browsers refuse on plain http.
func (k Keeper) cookieName() string {
	if k.Secure {
		return "__Host-authd_browser"
	}
	return "authd_browser"
}
