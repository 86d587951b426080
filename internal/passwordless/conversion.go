package passwordless

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
