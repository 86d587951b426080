package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"authd/internal/address"
	"authd/internal/config/document"
	"authd/internal/config/weburl"
	"authd/internal/suggest"
)

func (c *checker) sms() {
	s := c.file.Delivery.SMS
	c.countries(s)
	switch s.Driver {
	case document.SMSInbox:
		c.smsInbox()
	case document.SMSWebhook:
		c.webhook(s)
	case document.SMSTwilio:
		c.twilio(s)
	}
}

// countries makes sure that there are the countries text messages go to: none is
// served unsaid, since fraud is done with the dearest ones (PL-27).
func (c *checker) countries(s document.SMS) {
	known := address.Countries()
	for i, country := range s.Countries {
		if !known[country] {
			text := fmt.Sprintf("%q is no country there are numbers of; give two letters like US or DE (ISO 3166-1)", country)
			c.Wrong(fmt.Sprintf("delivery.sms.countries[%d]", i), text).Suggestion = suggest.Nearest(strings.ToUpper(country), slices.Sorted(maps.Keys(known)))
		}
	}
}

func (c *checker) smsInbox() {
	if !c.file.Dev.Enabled || !c.file.Dev.Inbox {
		c.Wrong("delivery.sms.driver", "inbox keeps text messages in memory for developing and needs dev.enabled: true and dev.inbox: true; use webhook or twilio to send them")
	}
}

func (c *checker) webhook(s document.SMS) {
	c.Need("delivery.sms.url", s.URL, "is missing: give the address that takes text messages")
	c.gatewayURL(s.URL)
	a := s.GatewayAuthentication
	if a.Method != document.GatewayBearer {
		return
	}
	key, err := a.Key()
	switch {
	case err != nil:
		c.Wrong("delivery.sms.gateway_authentication.secret", "is not base64, as secret_base64_encoded says")
	case len(key) < shortestHMACKey:
		c.Wrong("delivery.sms.gateway_authentication.method", "bearer needs secret_file or secret, at least 32 bytes: its token is signed with HS256")
	}
}

func (c *checker) twilio(s document.SMS) {
	c.Need("delivery.sms.twilio.sid", s.Twilio.SID, "is missing: give the account's SID, which begins with AC")
	c.Need("delivery.sms.twilio.token_file", s.Twilio.Token, "is missing: give a file with the account's token, or the token itself as token")
	if s.From == "" && s.Twilio.MessagingServiceSID == "" {
		c.Need("delivery.sms.from", "", "is missing: give a number of the account, or twilio.messaging_service_sid")
	}
	c.gatewayURL(s.URL)
}

// gatewayURL keeps codes off the network in the clear: http is for loopback alone.
func (c *checker) gatewayURL(raw string) {
	if raw != "" {
		c.fault("delivery.sms.url", weburl.CheckPage(raw))
	}
}
