package delivery

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// twilioAPI is where accounts live that are in no other region.
const twilioAPI = "https://api.twilio.com"

// TwilioSettings are delivery.sms.twilio, and delivery.sms.from. Of From and
// MessagingServiceSID one is needed.
type TwilioSettings struct {
	BaseURL             string // empty: twilioAPI
	SID                 string // of the account
	Token               string
	From                string // a number in E.164, or a sender's name
	MessagingServiceSID string
}

// Twilio is a Sender that uses Twilio's Programmable Messaging API of
// 2010-04-01.
type Twilio struct {
	settings TwilioSettings
	client   *http.Client
}

// NewTwilio makes a Twilio. It does not connect.
func NewTwilio(s TwilioSettings) *Twilio {
	s.BaseURL = strings.TrimSuffix(cmp.Or(s.BaseURL, twilioAPI), "/")
	return &Twilio{settings: s, client: newGatewayClient()}
}

// Send creates one message. Twilio takes no key that would tell it a repeat.
func (t *Twilio) Send(ctx context.Context, m Message) error {
	r, err := post(ctx, t.settings.BaseURL+"/2010-04-01/Accounts/"+url.PathEscape(t.settings.SID)+"/Messages.json",
		"application/x-www-form-urlencoded", strings.NewReader(t.form(m).Encode()))
	if err != nil {
		return err
	}
	r.SetBasicAuth(t.settings.SID, t.settings.Token)
	status, body, err := call(t.client, r)
	if err != nil {
		return err
	}
	return judgeTwilio(status, body)
}

func (t *Twilio) form(m Message) url.Values {
	form := url.Values{"To": {m.To}, "Body": {m.Text}}
	if t.settings.MessagingServiceSID != "" {
		form.Set("MessagingServiceSid", t.settings.MessagingServiceSID)
	} else {
		form.Set("From", t.settings.From)
	}
	return form
}

// unreachable are Twilio's codes for numbers that no text message will ever
// reach: invalid, not mobile, opted out, or in a region the account may not
// write to. Twilio answers some of them with a status that could be mended.
var unreachable = []int{21211, 21408, 21610, 21612, 21614}

// judgeTwilio adds Twilio's code, which its documentation explains, and leaves
// its words out, in which the number stands.
func judgeTwilio(status int, body []byte) error {
	err := judge(status)
	if err == nil {
		return nil
	}
	var answer struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Code == 0 {
		return err
	}
	if slices.Contains(unreachable, answer.Code) {
		return fmt.Errorf("%w: Twilio's error %d", ErrRefused, answer.Code)
	}
	return fmt.Errorf("%w (Twilio's error %d)", err, answer.Code)
}
