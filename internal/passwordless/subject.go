package passwordless

import (
	"slices"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// connection finds a connection. Its error has Auth0's words.
func (s *Service) connection(name string) (authd.Connection, error) {
	if name == "" {
		return authd.Connection{}, missing(BadConnection, "connection")
	}
	c, known := s.Directory.Connections[name]
	if !known {
		return authd.Connection{}, oauth.Errorf(BadConnection, "Connection does not exist: %s.", name)
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

func missing(code, property string) *oauth.Error {
	return oauth.Errorf(code, "Missing required property: %s", property)
}
