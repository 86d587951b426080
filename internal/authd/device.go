package authd

import "time"

// A DeviceAuthorization is one request of a device that has no browser (RFC
// 8628). It is made without a person: UserID, Connection and AuthTime are those of
// whoever allows it.
type DeviceAuthorization struct {
	Authorization
	DeviceHash []byte // keyed hash of what the device polls with; the code itself is never kept
	UserHash   []byte // keyed hash of what the person types
	Answer     DeviceAnswer
	Interval   time.Duration // to wait from one poll to the next
	EndsAt     time.Time     // both codes are dead from then on
	ExpiresAt  time.Time     // until then the device is told so
	Hurried    bool          // the poll that read this came too soon
}

// A DeviceAnswer is what a person said to a device's request.
type DeviceAnswer int

// The answers. Unanswered can become either of the others, once.
const (
	DeviceUnanswered DeviceAnswer = iota
	DeviceAllowed
	DeviceDenied
)

// A DevicePoll is one question of a device how its request stands. How long after
// the one before it may come is kept with the request; one that comes sooner, by
// more than Tolerance, lengthens that by Step for good.
type DevicePoll struct {
	DeviceHash []byte
	ClientID   string
	Tolerance  time.Duration
	Step       time.Duration
}
