package authd

import "time"

// A Rate is how often a thing may happen: N times in any span of Per.
type Rate struct {
	N   int
	Per time.Duration
}

// Limits are the settings under limits. An empty list means no limit.
type Limits struct {
	StartPerAddress     []Rate // limits.passwordless_start.per_address
	StartPerIP          []Rate // limits.passwordless_start.per_ip
	WrongCodePerAddress []Rate // limits.code.wrong_per_address
	WrongCodePerIP      []Rate // limits.code.wrong_per_ip
	WrongUserCodePerIP  []Rate // limits.device_flow.wrong_per_ip
	TokenPerIP          []Rate // limits.token.per_ip
	WrongSecretPerIP    []Rate // limits.token.wrong_secret_per_ip
	SMSPerBlock         []Rate // limits.sms.per_block, to numbers alike but for the last three digits
	SMSPerCountry       []Rate // limits.sms.per_country
	RegistrationPerIP   []Rate // limits.registration.per_ip
	SMSTotal            []Rate // limits.sms.total
	CodeTries           int    // limits.code.tries, wrong tries one code survives
}
