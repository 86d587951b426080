package login

import (
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

const annsPhone = "+4915112345678"

func TestLoginByPhone(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	login := b.begin(request)
	page := b.get(login)
	says(t, page, http.StatusOK, `id="email"`, `id="by-phone"`, "Use a mobile number instead")
	phone := login + "&connection=sms"
	says(t, b.get(phone), http.StatusOK, `id="phone"`, `value="sms"`, `id="by-email"`, "Use an email address instead")

	code := moved(t, b.submit(login, "connection=sms", "phone_number=0151 123 456 78"))
	says(t, b.get(code), http.StatusOK, "Check your phone", annsPhone[1:], "The message can take a minute.")
	if m := s.lastMail(); m.Channel != "sms" || m.To != annsPhone || m.Link != "" {
		t.Errorf("what is sent is %+v", m)
	}
	says(t, b.submit(code, "code="+wrongCode(s.lastMail().Code)), http.StatusBadRequest, "newest message", `id="code"`)
	says(t, b.get(strings.Replace(code, "/u/code", "/u/login", 1)), http.StatusOK, `id="phone"`, `value="&#43;4915112345678"`)
	b.resumed(b.submit(code, "code="+s.lastMail().Code))
	if user := b.user(); user.PhoneNumber != annsPhone || !user.PhoneVerified || user.Email != "" || !regexp.MustCompile(`^sms\|[0-9a-f]{24}$`).MatchString(user.ID) {
		t.Errorf("logged in as %+v", user)
	}
}

func TestWhatIsNotAPhoneComesBack(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	login := b.begin(request)
	for typed, words := range map[string]string{
		"":                 "It should look like &#43;14155550123.",
		"ada@example.com":  "It should look like &#43;14155550123.",
		"+1 900 555 0123":  "It should look like &#43;14155550123.",
		"+14155550123":     "numbers of this country",
		"+881 612 345 678": "numbers of this country",
	} {
		w := b.submit(login, "connection=sms", "phone_number="+typed)
		says(t, w, http.StatusBadRequest, words, `aria-invalid="true"`, `id="phone"`)
	}
	if len(s.post.mails) != 0 {
		t.Errorf("%d messages were composed", len(s.post.mails))
	}
}

func TestAnApplicationThatNamesTheConnectionLeavesNoChoice(t *testing.T) {
	s := newSite(t)
	params := maps.Clone(request)
	params["connection"] = "sms"
	b := s.browser()
	login := b.begin(params)
	page := b.get(login + "&connection=email")
	says(t, page, http.StatusOK, `id="phone"`)
	if regexp.MustCompile(`by-email|id="email"`).MatchString(page.Body.String()) {
		t.Error("the page offers another way")
	}
}

func TestAPhoneHint(t *testing.T) {
	s := newSite(t)
	params := maps.Clone(request)
	params["connection"], params["login_hint"] = "sms", "0151 12345678"
	b := s.browser()
	says(t, b.get(b.begin(params)), http.StatusOK, `value="&#43;4915112345678"`)
}
