package pages

import (
	"fmt"
	"time"
)

var english = texts{
	Language: "en",

	SignIn:     "Sign in",
	ContinueTo: "to continue to",
	Email:      "Email address",
	EmailHint:  "We will send you a code. There is no password to remember.",
	Continue:   "Continue",

	EnterCode:      "Check your mail",
	SentTo:         "We sent a code to",
	Code:           "Code",
	CodeHint:       "The mail also has a link you can open in this browser instead.",
	Resend:         "Send a new code",
	Resent:         "A new code is on its way. Earlier ones no longer work.",
	NewCode:        "You need a new code to go on.",
	NothingCame:    "Nothing came? Look into the spam folder first.",
	AnotherAddress: "Use another address",
	InboxHint:      "This development server sends no real mail.",
	OpenInbox:      "Open its inbox",

	LinkQuestion: "Sign in",
	LinkAs:       "as",
	LinkIgnore:   "If you did not ask for this, close this page. Nothing has happened yet.",

	ElsewhereTitle:  "Go on where you began",
	ElsewhereDetail: "This login was begun in another browser. To finish it, type this code there:",
	OtherDevice:     "Did you begin on another device? Then type this code there:",
	CodeIsPrivate:   "Tell this code to nobody. If you did not ask for it, close this page.",

	LogoutQuestion:  "Log out?",
	LoggedInAs:      "You are signed in as",
	LogoutAskedBy:   "You come from",
	LogOut:          "Log out",
	LogoutIgnore:    "To stay signed in, close this page.",
	LoggedOut:       "You are logged out",
	LoggedOutDetail: "This browser is no longer signed in here. Applications that are still open may not have noticed yet.",

	ErrorTitle:  "Something is not right",
	ErrorAdvice: "Go back to the application and start again. If it happens again, tell the people who run it what this page says.",
	RequestID:   "Request",
	ErrorPrefix: "Error: ",

	problems: map[Kind]string{
		AddressInvalid: "This is not an email address we can write to. It should look like name@example.com.",
		CodeWrong:      "This code is not right. Only the one in the newest mail works, and only once.",
		CodeExpired:    "This code is too old, so it no longer works.",
		CodeExhausted:  "There were too many wrong tries, so the code no longer works.",
		TooManyMails:   "Codes were asked for too often.",
		TooManyGuesses: "There were too many wrong codes for this address or from this network.",
	},
	failures: map[Failure]failureText{
		LoginDamaged:     {"This login address is damaged", "The state parameter is missing, was cut off or was not made here."},
		LoginExpired:     {"This login took too long", "It was begun more than 30 minutes ago, so it is closed now."},
		LoginElsewhere:   {"This login belongs to another browser", "It was begun in another browser, or this one does not keep cookies. Allow cookies for this site if you turned them off."},
		LogoutStale:      {"This logout address no longer works", "It was cut off, or it is more than 30 minutes old. Nothing was changed."},
		LoginUnavailable: {"This way of signing in is closed", "The application, or the way it signs people in, was switched off after this login began."},
		LinkDead:         {"This link no longer works", "A link works once, for a short time, and only until a newer mail is asked for. Make sure you opened the newest mail."},
	},
	wait: func(wait time.Duration) string { return "Try again in " + englishWait(wait) + "." },
}

// englishWait rounds up, so that nobody comes back too early.
func englishWait(wait time.Duration) string {
	switch {
	case wait <= 90*time.Second:
		return englishCount(wait, time.Second, "second")
	case wait <= 90*time.Minute:
		return englishCount(wait, time.Minute, "minute")
	default:
		return englishCount(wait, time.Hour, "hour")
	}
}

func englishCount(wait, unit time.Duration, name string) string {
	n := (wait + unit - 1) / unit
	if n == 1 {
		return "1 " + name
	}
	return fmt.Sprintf("%d %ss", n, name)
}
