package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/registration"
)

// withAsked is s with the client that is asked about, where it registered itself: of
// these the file says nothing.
func (o explainOptions) withAsked(cmd *cobra.Command, s *config.Snapshot) (*config.Snapshot, error) {
	id := o.question.Client
	_, written := s.Directory.Clients[id]
	switch {
	case written || !strings.HasPrefix(id, registration.Prefix):
		return s, nil
	case !s.Registration.Enabled:
		return nil, fmt.Errorf("client %q is none of the configuration's, and those that registered themselves are not served: registration.enabled is not true", id)
	}
	client, err := registeredClient(cmd, s, id)
	if err != nil {
		return nil, err
	}
	return s.With(map[string]authd.Client{id: client}), nil
}

// registeredClient reads a client from the database and judges it as a server does.
func registeredClient(cmd *cobra.Command, s *config.Snapshot, id string) (authd.Client, error) {
	opened, err := openBeside(cmd, s, time.Now())
	if err != nil {
		return authd.Client{}, fmt.Errorf("client %q is none of the configuration's, and the database, where those are that registered themselves, cannot be read: %w", id, err)
	}
	defer opened.Close()
	kept, err := opened.db.Registration(cmd.Context(), id)
	if err != nil {
		return authd.Client{}, noRegistered(err, id)
	}
	client, err := registration.NewRegistry(s, opened.ring.Hash).Admit(kept, s.Client)
	if err != nil {
		return authd.Client{}, fmt.Errorf("client %q is not served, for its registration breaks a rule of now: %w", id, err)
	}
	return client, nil
}
