package delivery

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A gateway is a real HTTP server that keeps what it is sent and answers as told.
type gateway struct {
	*httptest.Server
	status  int
	answer  string
	headers map[string]string
	got     []posted
}

type posted struct {
	method, path string
	header       http.Header
	body         string
}

func newGateway(t *testing.T) *gateway {
	t.Helper()
	g := &gateway{status: http.StatusOK}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		g.got = append(g.got, posted{r.Method, r.URL.RequestURI(), r.Header, string(body)})
		for name, value := range g.headers {
			w.Header().Set(name, value)
		}
		w.WriteHeader(g.status)
		io.WriteString(w, g.answer) //nolint:errcheck // the test sees what comes
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) only(t *testing.T) posted {
	t.Helper()
	if len(g.got) != 1 {
		t.Fatalf("%d requests came, want 1", len(g.got))
	}
	return g.got[0]
}

var sms = Message{ID: "sms-1", Channel: "sms", To: "+14155550123", Text: "042042 is your code.\n\n@auth.example.com #042042", Code: "042042"}

func clock() time.Time { return expires }

// What Auth0 posts to a custom SMS gateway.
func TestWebhook(t *testing.T) {
	g := newGateway(t)
	w := NewWebhook(Webhook{URL: g.URL + "/sms?key=1", From: "Orders", Now: clock})
	if err := w.Send(t.Context(), sms); err != nil {
		t.Fatal(err)
	}
	got := g.only(t)
	want := `{"recipient":"+14155550123","body":"042042 is your code.\n\n@auth.example.com #042042","sender":"Orders"}`
	if got.method != http.MethodPost || got.path != "/sms?key=1" || got.body != want || got.header.Get("Content-Type") != "application/json" {
		t.Errorf("it got %+v", got)
	}
	if got.header.Get("Authorization") != "" || got.header.Get("Idempotency-Key") != "sms-1" {
		t.Errorf("its headers are %v", got.header)
	}
}

func TestWebhookIsSigned(t *testing.T) {
	g := newGateway(t)
	w := NewWebhook(Webhook{URL: g.URL, Now: clock, Authorize: func(id string, now time.Time) (string, error) {
		return "token of " + id + " at " + now.Format(time.TimeOnly), nil
	}})
	if err := w.Send(t.Context(), sms); err != nil {
		t.Fatal(err)
	}
	got := g.only(t)
	if auth := got.header.Get("Authorization"); auth != "Bearer token of sms-1 at 03:14:05" {
		t.Errorf("Authorization: %s", auth)
	}
	if strings.Contains(got.body, "sender") {
		t.Errorf("a sender that is not set is sent: %s", got.body)
	}
}

func TestWebhookThatCannotSignSendsNothing(t *testing.T) {
	g := newGateway(t)
	w := NewWebhook(Webhook{URL: g.URL, Now: clock, Authorize: func(string, time.Time) (string, error) { return "", errors.New("no key") }})
	if err := w.Send(t.Context(), sms); err == nil || errors.Is(err, ErrRefused) || len(g.got) != 0 {
		t.Errorf("got %v, and %d requests", err, len(g.got))
	}
}

// Twilio's Messages resource, as its documentation has it.
func TestTwilio(t *testing.T) {
	for name, row := range map[string]struct {
		settings TwilioSettings
		form     url.Values
	}{
		"a number":  {TwilioSettings{From: "+15005550006"}, url.Values{"To": {sms.To}, "Body": {sms.Text}, "From": {"+15005550006"}}},
		"a service": {TwilioSettings{From: "+15005550006", MessagingServiceSID: "MG1"}, url.Values{"To": {sms.To}, "Body": {sms.Text}, "MessagingServiceSid": {"MG1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t)
			g.status, g.answer = http.StatusCreated, `{"sid":"SM1","status":"queued","error_code":null}`
			row.settings.BaseURL, row.settings.SID, row.settings.Token = g.URL+"/", "AC1", "t0ken"
			if err := NewTwilio(row.settings).Send(t.Context(), sms); err != nil {
				t.Fatal(err)
			}
			got := g.only(t)
			form, err := url.ParseQuery(got.body)
			if err != nil || form.Encode() != row.form.Encode() {
				t.Errorf("the form is %s, %v", got.body, err)
			}
			if got.path != "/2010-04-01/Accounts/AC1/Messages.json" || got.header.Get("Authorization") != "Basic QUMxOnQwa2Vu" || got.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("it got %+v", got)
			}
		})
	}
}

func TestTwilioIsAskedAtItsOwnAddress(t *testing.T) {
	if got := NewTwilio(TwilioSettings{}).settings.BaseURL; got != "https://api.twilio.com" {
		t.Errorf("got %s", got)
	}
}

// What is tried again, and what never gets better. No error says where the
// message was to go, or what the gateway said of it.
func TestAnswersOfGateways(t *testing.T) {
	const number = `{"code":%CODE%,"message":"The 'To' number +14155550123 is not valid.","status":400}`
	for name, row := range map[string]struct {
		status int
		code   string
		final  bool
	}{
		"a mistake":                    {400, "", true},
		"a number that does not exist": {400, "21211", true},
		"who opted out":                {400, "21610", true},
		"a region that is closed":      {403, "21408", true},
		"a wrong token":                {401, "20003", false},
		"no money":                     {403, "", false},
		"too many":                     {429, "20429", false},
		"a fault":                      {500, "", false},
		"a maintenance":                {503, "20503", false},
		"a redirect":                   {302, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t)
			g.status, g.headers = row.status, map[string]string{"Location": g.URL + "/elsewhere"}
			if row.code != "" {
				g.answer = strings.Replace(number, "%CODE%", row.code, 1)
			}
			err := NewTwilio(TwilioSettings{BaseURL: g.URL, SID: "AC1", Token: "t0ken", From: "x"}).Send(t.Context(), sms)
			if err == nil || errors.Is(err, ErrRefused) != row.final || !strings.Contains(err.Error(), row.code) {
				t.Errorf("got %v", err)
			}
			webhook := NewWebhook(Webhook{URL: g.URL, Now: clock})
			refused := webhook.Send(t.Context(), sms)
			if byStatus := row.status == 400; refused == nil || errors.Is(refused, ErrRefused) != byStatus {
				t.Errorf("the webhook: %v", refused)
			}
			for _, secret := range []string{"4155550123", "t0ken", "042042", "elsewhere"} {
				if strings.Contains(err.Error(), secret) || strings.Contains(refused.Error(), secret) {
					t.Errorf("%v or %v tells %s", err, refused, secret)
				}
			}
			if len(g.got) != 2 { // one each: a redirect is not followed
				t.Errorf("%d requests came", len(g.got))
			}
		})
	}
}

func TestAGatewayThatIsAway(t *testing.T) {
	g := newGateway(t)
	address := g.URL + "/?key=s3cret"
	g.Close()
	err := NewWebhook(Webhook{URL: address, Now: clock}).Send(t.Context(), sms)
	if err == nil || errors.Is(err, ErrRefused) || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
}

func TestSenders(t *testing.T) {
	var mails, texts []string
	s := Senders{Email: keeps{&mails}, SMS: keeps{&texts}}
	for _, m := range []Message{{ID: "1"}, sms, {ID: "2", Channel: "email"}} {
		if err := s.Send(t.Context(), m); err != nil {
			t.Error(err)
		}
	}
	if strings.Join(mails, " ") != "1 2" || strings.Join(texts, " ") != "sms-1" {
		t.Errorf("mails %v, text messages %v", mails, texts)
	}
	if err := (Senders{Email: keeps{&mails}}).Send(t.Context(), sms); !errors.Is(err, ErrRefused) {
		t.Errorf("without a gateway: %v", err)
	}
}

// keeps is a Sender that notes the ids.
type keeps struct{ ids *[]string }

func (k keeps) Send(_ context.Context, m Message) error {
	*k.ids = append(*k.ids, m.ID)
	return nil
}
