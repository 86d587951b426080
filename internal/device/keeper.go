package device

import (
	"crypto/subtle"
	"net/http"
	"slices"
	"time"

	"authd/internal/seal"
)

const purposeTag seal.Purpose = "device of an address"

// A Keeper gives cookies and reads them.
type Keeper struct {
	Hash      func(seal.Purpose, string) []byte // keyed, by a key that does not rotate
	Secure    bool                              // the issuer is https
	CrossSite bool                              // tenant.cross_site_silent_auth
}

// A Browser is what one request's cookie says. The zero Browser says nothing.
type Browser struct {
	keeper  Keeper
	entries []entry
	now     time.Time
}

// Read reads the cookie of r. One that was not made here says nothing, and of two
// nobody knows which is the browser's own.
func (k Keeper) Read(r *http.Request, now time.Time) Browser {
	cookies := r.CookiesNamed(k.cookieName())
	if len(cookies) != 1 {
		return Browser{}
	}
	return Browser{k, parse(cookies[0].Value), now}
}

// Device is the id of the browser if address, in its canonical spelling, has
// logged in there, else empty.
func (b Browser) Device(address string) string {
	i := b.find(address)
	if i < 0 {
		return ""
	}
	return b.entries[i].id
}

func (b Browser) find(address string) int {
	return slices.IndexFunc(b.entries, func(e entry) bool {
		return subtle.ConstantTimeCompare([]byte(e.tag), []byte(b.keeper.tag(e, address))) == 1 && !e.old(b.now)
	})
}

// Remember notes that address, in its canonical spelling, has logged in on this
// browser. An id it has for it already is kept: a login does not fill its limits
// up.
func (k Keeper) Remember(w http.ResponseWriter, r *http.Request, address string, now time.Time) {
	b := k.Read(r, now)
	newest := entry{id: newID(), at: now.Unix()}
	if i := b.find(address); i >= 0 {
		newest.id = b.entries[i].id
		b.entries = slices.Delete(b.entries, i, i+1)
	}
	newest.tag = k.tag(newest, address)
	list := append([]entry{newest}, b.entries...)
	http.SetCookie(w, k.newCookie(write(list[:min(len(list), most)])))
}

func (k Keeper) tag(e entry, address string) string {
	return encode(k.Hash(purposeTag, e.text()+"\x00"+address))
}

// cookieName has the prefix that ties a cookie to this host and to TLS
// (RFC 6265bis §4.1.3.2), which browsers refuse on plain http.
func (k Keeper) cookieName() string {
	if k.Secure {
		return "__Host-authd_device"
	}
	return "authd_device"
}

// newCookie is sent where the session's is: to pages of other sites only if
// logins come from there.
func (k Keeper) newCookie(value string) *http.Cookie {
	site := http.SameSiteLaxMode
	if k.CrossSite && k.Secure {
		site = http.SameSiteNoneMode
	}
	return &http.Cookie{
		Name: k.cookieName(), Value: value, Path: "/", MaxAge: int(lifetime.Seconds()),
		HttpOnly: true, Secure: k.Secure, SameSite: site,
	}
}
