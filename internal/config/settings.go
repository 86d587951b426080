package config

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// secretMark is in front of the hash that stands for a secret.
const secretMark = "sha256:"

// secrets are the keys whose value nobody may read in a log.
var secrets = map[string]bool{
	"client_secret": true, "signing_secret": true, "introspection_secret": true, "password": true, "secret": true, "token": true,
	"initial_access_token": true, "code": true, "dsn": true,
}

// IsSecret reports whether the setting at path holds a secret, so that a change
// can be told and its value cannot.
func IsSecret(path string) bool { return secrets[path[strings.LastIndexByte(path, '.')+1:]] }

// settings are the texts of the tree, and the secrets that stand in files of
// their own, which may change while the configuration does not.
func (r *reading) settings() map[string]string {
	all := map[string]string{}
	for path, text := range r.notes.Tree.Texts() {
		all[path] = text
	}
	for _, c := range r.file.Clients {
		all[c.Path()+".client_secret"] = c.ClientSecret
	}
	for _, a := range r.file.APIs {
		all[a.Path()+".signing_secret"] = a.SigningSecret
		all[a.Path()+".introspection_secret"] = a.IntrospectionSecret
	}
	d := r.file.Delivery
	all["admin.token"] = r.file.Admin.Token
	all["registration.initial_access_token"] = r.file.Registration.InitialAccessToken
	all["delivery.email.smtp.password"] = d.Email.SMTP.Password
	all["delivery.email.smtp_fallback.password"] = d.Email.Fallback.Password
	all["delivery.sms.twilio.token"] = d.SMS.Twilio.Token
	all["delivery.sms.gateway_authentication.secret"] = d.SMS.GatewayAuthentication.Secret
	for path, text := range all {
		all[path] = concealed(path, text)
	}
	return all
}

func concealed(path, text string) string {
	text = strings.TrimSpace(text)
	if text == "" || !IsSecret(path) {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	return secretMark + hex.EncodeToString(sum[:])
}
