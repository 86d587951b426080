package endpoints

import (
	"regexp"
	"testing"
)

var successSMS = regexp.MustCompile(`^\{"_id":"[0-9a-f]{24}","phone_number":"\+14155550123","phone_verified":false\}$`)

// The bodies auth0.js sends, as recorded from it. A text message has a code
// whatever `send` says.
func TestStartBySMS(t *testing.T) {
	for name, row := range map[string][2]string{
		"auth0.js 6":  {"application/x-www-form-urlencoded; charset=UTF-8", "client_id=spa&phone_number=%2B14155550123&connection=sms"},
		"auth0.js 8":  {"application/json", `{"client_id":"spa","connection":"sms","send":"code","phone_number":"+14155550123","authParams":{"scope":"openid","redirect_uri":"https://app.example.com/cb","response_type":"token"}}`},
		"a link":      {"application/json", `{"client_id":"spa","connection":"sms","send":"link","phone_number":" +1 415 555 0123 "}`},
		"another use": {"application/json", `{"client_id":"spa","connection":"sms","email":"ada@example.com","phone_number":"+14155550123"}`},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			w := b.post(b.Start, row[0], row[1])
			if w.Code != 200 || !successSMS.MatchString(w.Body.String()) || len(b.mails) != 1 || len(b.sealed) != 0 {
				t.Fatalf("got %d %s and %d messages", w.Code, w.Body, len(b.mails))
			}
			if m := b.last(); m.Channel != "sms" || m.To != "+14155550123" || m.Link != "" || len(m.Code) != 6 {
				t.Errorf("the message says %+v", m)
			}
		})
	}
}

func TestVerifyBySMS(t *testing.T) {
	b := newBench(t)
	b.postJSON(b.Start, `{"client_id":"spa","connection":"sms","phone_number":"+14155550123"}`)
	code := b.last().Code
	wrong := string('0'+(code[0]-'0'+1)%10) + code[1:]
	expect(t, b.postJSON(b.Verify, `{"connection":"sms","phone_number":"+14155550123","verification_code":"`+wrong+`"}`), 401,
		`{"error":"invalid_user_password","error_description":"Wrong phone number or verification code."}`)
	expect(t, b.postJSON(b.Verify, `{"connection":"sms","verification_code":"`+code+`"}`), 400,
		`{"error":"bad.phone_number","error_description":"Missing required property: phone_number"}`)
	expect(t, b.postJSON(b.Verify, `{"connection":"sms","phone_number":"+14155550123","verification_code":"`+code+`"}`), 200, `{}`)
}
