package passwordless

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
)

const annsPhone = "+4915112345678"

func bySMS(number string) Start {
	return Start{ClientID: "spa", Connection: "sms", Address: number, IP: ip, Send: SendLink}
}

func TestACodeByTextMessage(t *testing.T) {
	b := newBench(t)
	said := b.askAs(t, bySMS("+49 151 12345678"))
	if said.Channel != authd.StrategySMS || said.To != annsPhone || said.Link != "" || len(said.Code) != 6 {
		t.Fatalf("what is sent is %+v", said)
	}
	in := Answer{ClientID: "spa", Connection: "sms", Address: annsPhone, Code: said.Code, IP: ip}
	for _, code := range []string{wrong(said.Code), ""} {
		in.Code = code
		err := b.Verify(t.Context(), in, now)
		want(t, err, ErrWrong)
		want(t, err, ErrWrongPhone)
	}
	in.Code = said.Code
	user, _, err := b.Redeem(t.Context(), in, now)
	want(t, err, nil)
	b.ask(t, ada) // mails are not counted
	if counted := strings.Join(b.mails.counted, ", "); counted != "sent DE, used DE" {
		t.Errorf("counted: %s", counted)
	}
	if user.PhoneNumber != annsPhone || !user.PhoneVerified || user.Name != annsPhone || user.Email != "" || user.EmailVerified || user.Nickname != "" {
		t.Errorf("the person is %+v", user)
	}
}

func TestAWrongCodeByMailIsNotOneOfAPhone(t *testing.T) {
	b := newBench(t)
	if err := b.Verify(t.Context(), answer(ada, "000000"), now); errors.Is(err, ErrWrongPhone) {
		t.Errorf("got %v", err)
	}
}

func TestPL27_OnlyTheCountriesNamed(t *testing.T) {
	b := newBench(t)
	for _, number := range []string{"+33612345678", "+881612345678", "+447624412345"} {
		var refused *oauth.Error
		err := b.Start(t.Context(), bySMS(number), now)
		if !errors.As(err, &refused) || refused.Code != BadPhoneNumber || !errors.Is(err, ErrCountry) {
			t.Errorf("%s: %v", number, err)
		}
	}
	b.SMSCountries = nil
	if err := b.Start(t.Context(), bySMS(annsPhone), now); !errors.Is(err, ErrCountry) {
		t.Errorf("without any country: %v", err)
	}
	if len(b.mails.said) != 0 {
		t.Errorf("%d messages were composed", len(b.mails.said))
	}
}

// PL-27: numbers in a row, each asked for from an address of its own, cost no
// more than the caps allow.
func TestPL27_PumpingIsBounded(t *testing.T) {
	rows := []struct {
		name  string
		limit func(*authd.Limits)
		rule  string
		asked int
		most  int
	}{
		{"per block", func(l *authd.Limits) { l.SMSPerBlock = []authd.Rate{{N: 3, Per: time.Hour}} }, "limits.sms.per_block", 1_100, 6},
		{"per country", func(l *authd.Limits) { l.SMSPerCountry = []authd.Rate{{N: 40, Per: time.Hour}} }, "limits.sms.per_country", 200, 40},
		{"in total", func(l *authd.Limits) { l.SMSTotal = []authd.Rate{{N: 25, Per: 24 * time.Hour}} }, "limits.sms.total", 10_000, 25},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			row.limit(&b.Limits)
			for i := range row.asked {
				in := bySMS(fmt.Sprintf("+491511234%04d", i))
				in.IP = netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
				err := b.Start(t.Context(), in, now)
				var exceeded *throttle.Exceeded
				if err != nil && (!errors.As(err, &exceeded) || exceeded.Rule != row.rule) {
					t.Fatal(err)
				}
			}
			if sent := len(b.mails.said); sent != row.most {
				t.Errorf("%d messages were sent, want %d", sent, row.most)
			}
		})
	}
}

func TestSMSLimitsLeaveMailsAlone(t *testing.T) {
	b := newBench(t)
	b.Limits.SMSTotal = []authd.Rate{{N: 1, Per: time.Hour}}
	b.askAs(t, bySMS(annsPhone))
	for range 3 {
		b.ask(t, ada)
	}
	if err := b.Start(t.Context(), bySMS("+14155550123"), now); err == nil {
		t.Error("a second text message was sent")
	}
}

// PL-05: one number is one bucket, however it is typed.
func TestPL05_SpellingsOfANumberShareABucket(t *testing.T) {
	b := newBench(t)
	b.Limits.StartPerAddress = []authd.Rate{{N: 1, Per: time.Hour}}
	b.askAs(t, bySMS(annsPhone))
	for _, typed := range []string{"+49 151 12345678", "+49 (0)151-12345678", "\uff0b4915112345678"} {
		if err := b.Start(t.Context(), bySMS(typed), now); err == nil {
			t.Errorf("%q was sent a code", typed)
		}
	}
}
