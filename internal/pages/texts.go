package pages

import "time"

// texts are all words of all pages in one language. A language is one file that
// fills one of these; texts_test.go finds what it forgot.
type texts struct {
	Language string // the lang attribute, BCP 47

	SignIn, ContinueTo, Email, EmailHint, Continue              string
	EnterCode, SentTo, Code, CodeHint, Resend, Resent, NewCode  string
	NothingCame, AnotherAddress, InboxHint, OpenInbox           string
	LinkQuestion, LinkAs, LinkIgnore                            string
	ElsewhereTitle, ElsewhereDetail, OtherDevice, CodeIsPrivate string
	LogoutQuestion, LoggedInAs, LogoutAskedBy, LogOut           string
	LogoutIgnore, LoggedOut, LoggedOutDetail                    string
	ErrorTitle, ErrorAdvice, RequestID, ErrorPrefix             string

	problems map[Kind]string
	failures map[Failure]failureText
	wait     func(time.Duration) string // how long, as it ends the sentence of a Problem with a Wait
}

type failureText struct{ title, detail string }

// problem puts p into words, "" for none.
func (t *texts) problem(p Problem) string {
	words := t.problems[p.Kind]
	if p.Wait > 0 {
		words += " " + t.wait(p.Wait)
	}
	return words
}
