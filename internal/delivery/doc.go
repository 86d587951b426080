// Package delivery brings login mails and text messages to people: it writes
// them, keeps them sealed while they wait in the outbox, and hands them to a mail
// server or a gateway until one takes them or their code is dead.
//
// It owns the mail templates, the outbox worker with its retries, and the senders
// for SMTP, for Auth0's custom SMS gateway and for Twilio. It leaves alone who is
// written to and how often, what the codes are, and how the outbox is stored.
package delivery
