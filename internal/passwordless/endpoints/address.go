package endpoints

import (
	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/passwordless"
)

// byPhone reports whether a connection sends text messages.
func (h *Handler) byPhone(connection string) bool {
	return h.Service.Directory.Connections[connection].Strategy == authd.StrategySMS
}

// address is the member that the connection of p wants.
func (h *Handler) address(p oauth.Params) string {
	if h.byPhone(p["connection"]) {
		return p["phone_number"]
	}
	return p["email"]
}

// startedMail and startedSMS are the answers to a start. Auth0 says in
// email_verified and phone_verified whether the address has an account; here
// they are always false (security row PL-20).
type startedMail struct {
	ID            string `json:"_id"`
	Email         string `json:"email"`
	EmailVerified bool   `json:"email_verified"`
}

type startedSMS struct {
	ID            string `json:"_id"`
	PhoneNumber   string `json:"phone_number"`
	PhoneVerified bool   `json:"phone_verified"`
}

func (h *Handler) started(connection string, to passwordless.Recipient) any {
	if h.byPhone(connection) {
		return startedSMS{ID: passwordless.NewID(), PhoneNumber: to.Canonical}
	}
	return startedMail{ID: passwordless.NewID(), Email: to.Canonical}
}
