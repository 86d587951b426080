package passwordless

import "authd/internal/authd"

// An SMSStep is what became of a code in a text message. Where few of those sent
// are used, somebody asks for messages to earn by them (security row PL-27).
type SMSStep string

// The steps.
const (
	SMSSent SMSStep = "sent"
	SMSUsed SMSStep = "used"
)

func (s *Service) countSMS(step SMSStep, r Recipient) {
	if r.country != "" {
		s.CountSMS(step, r.country)
	}
}

// A Step is what became of a code or link.
type Step string

// The steps. Sent is told by whoever sends.
const (
	StepStarted   Step = "started" // somebody asked for one
	StepSent      Step = "sent"    // the mail server or gateway took it
	StepRight     Step = "right"   // it was accepted, also where it is looked at before it is used
	StepWrong     Step = "wrong"
	StepExpired   Step = "expired"
	StepExhausted Step = "exhausted"
	StepUnknown   Step = "unknown" // replaced, used, or never asked for
)

// steps are what verdicts are counted as.
var steps = map[authd.Verdict]Step{
	authd.Absent: StepUnknown, authd.Right: StepRight, authd.Wrong: StepWrong, authd.Expired: StepExpired, authd.Exhausted: StepExhausted,
}

// countVerdict counts an answer for a connection; without one, a link that leads
// nowhere, there is nobody to count for.
func (s *Service) countVerdict(verdict authd.Verdict, connection string) {
	if c, known := s.Directory.Connections[connection]; known {
		s.Count(steps[verdict], c.Strategy)
	}
}
