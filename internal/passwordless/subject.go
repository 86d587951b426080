package passwordless

import (
	"slices"

	"authd/internal/address"
	"authd/internal/authd"
	"authd/internal/oauth"
)

// strategyEmail is the one strategy this version serves.
const strategyEmail = "email"

// connection finds a connection through which mail can be sent. Its error has
// Auth0's words.
func (s *Service) connection(name string) (authd.Connection, error) {
	if name == "" {
		return authd.Connection{}, missing(BadConnection, "connection")
	}
	c, known := s.Directory.Connections[name]
	if !known {
		return authd.Connection{}, oauth.Errorf(BadConnection, "Connection does not exist: %s.", name)
	}
	if c.Strategy != strategyEmail {
		return authd.Connection{}, oauth.Errorf(BadConnection, "Invalid connection strategy. It must be a passwordless connection of strategy email.")
	}
	return c, nil
}

// client finds a client and a connection that is one of the client's.
func (s *Service) client(id, connection string) (authd.Client, authd.Connection, error) {
	client, err := s.Client(id)
	if err != nil {
		return authd.Client{}, authd.Connection{}, err
	}
	c, err := s.connection(connection)
	if err != nil {
		return authd.Client{}, authd.Connection{}, err
	}
	if !slices.Contains(client.Connections, connection) {
		return authd.Client{}, authd.Connection{}, oauth.Errorf(BadConnection, "Connection is disabled: the client %s does not list %s under connections.", id, connection)
	}
	return client, c, nil
}

// Client finds a client. Its error is an *oauth.Error bad.client_id.
func (s *Service) Client(id string) (authd.Client, error) {
	if id == "" {
		return authd.Client{}, missing(BadClientID, "client_id")
	}
	client, known := s.Directory.Clients[id]
	if !known {
		return authd.Client{}, oauth.Errorf(BadClientID, "Unknown client: no client has the client_id %s.", id)
	}
	return client, nil
}

// Email reads an address as the connection wants it. Its errors are *oauth.Error,
// bad.connection or bad.email.
func (s *Service) Email(connection, typed string) (address.Email, error) {
	c, err := s.connection(connection)
	if err != nil {
		return address.Email{}, err
	}
	if typed == "" {
		return address.Email{}, missing(BadEmail, "email")
	}
	local := address.FoldCase
	if c.PreserveCase {
		local = address.PreserveCase
	}
	email, err := address.ParseEmail(typed, local)
	if err != nil {
		return address.Email{}, oauth.Errorf(BadEmail, "error in email - email format validation failed: %s", err).WithCause(err)
	}
	return email, nil
}

func missing(code, property string) *oauth.Error {
	return oauth.Errorf(code, "Missing required property: %s", property)
}
