package server

import (
	"net/netip"
	"slices"

	"authd/internal/clientauth/keyset"
	"authd/internal/outbound"
	"authd/internal/throttle"
)

// A memory is what this process alone remembers from one request to the next.
type memory struct {
	secrets   *throttle.Local // where clients show secrets, by limits.token.per_ip
	tokens    *throttle.Local // wrong ones at the management API, by the same setting
	guesses   *throttle.Local // wrong ones among them, by limits.token.wrong_secret_per_ip
	published *keyset.Cache   // keys of clients with jwks_uri
}

// remember makes the memory of s, empty but for what the settings of running, if
// there is one, say alike: a reload must not free a guesser.
func (s *Server) remember(running *Server) memory {
	is := s.config
	m := memory{
		secrets:   throttle.NewLocal(is.Limits.TokenPerIP),
		tokens:    throttle.NewLocal(is.Limits.WrongSecretPerIP),
		guesses:   throttle.NewLocal(is.Limits.WrongSecretPerIP),
		published: keyset.New(fetcher{outbound.Guard{Allowed: s.reachable()}, s.traces}, s.log),
	}
	if running == nil {
		return m
	}
	was := running.config
	if slices.Equal(is.Limits.TokenPerIP, was.Limits.TokenPerIP) {
		m.secrets = running.secrets
	}
	if slices.Equal(is.Limits.WrongSecretPerIP, was.Limits.WrongSecretPerIP) {
		m.guesses, m.tokens = running.guesses, running.tokens
	}
	if slices.Equal(is.Outbound.AllowedNetworks, was.Outbound.AllowedNetworks) {
		m.published = running.published
	}
	return m
}

// reachable are the networks, besides the internet, that clients may have their
// documents in. A development server finds them on its own machine.
func (s *Server) reachable() []netip.Prefix {
	allowed := s.config.Outbound.AllowedNetworks
	if s.config.Dev.Enabled {
		allowed = append(slices.Clone(allowed), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
	}
	return allowed
}
