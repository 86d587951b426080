package login

import (
	"net/http"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/passwordless"
	"authd/internal/pending"
	"authd/internal/web"
)

// A visit is one request to the login or the code page, its state opened.
type visit struct {
	params     oauth.Params
	pending    pending.Pending
	client     authd.Client
	connection authd.Connection
	look       pages.Look
	now        time.Time
}

// visit opens the state of a request for step, or says why it cannot be opened.
func (h *Handler) visit(w http.ResponseWriter, r *http.Request, step func(http.ResponseWriter, *http.Request, visit) error) error {
	v, err := h.open(r)
	if err == nil {
		err = step(w, r, v)
	}
	return h.fail(w, r, v.pending, err)
}

// open reads the state, which opens only in the browser the login began in
// (PL-08, AZ-23). Everything but what the person types comes out of it.
func (h *Handler) open(r *http.Request) (visit, error) {
	params, err := web.ReadParams(r)
	if err != nil {
		return visit{}, err
	}
	now := h.Now()
	p, err := h.Pending.Open(r, params["state"], now)
	if err != nil {
		seen, _ := h.Pending.Peek(params["state"], now) // what can be read of it says in which language to refuse
		return visit{pending: seen}, err
	}
	client, connection, err := h.configured(p)
	return visit{params, p, client, connection, h.look(r, p), now}, err
}

// configured finds the client of p and the connection its person logs in with:
// the one a code was sent through, else the first of those offered. A connection
// switched off meanwhile is not found (PL-34).
func (h *Handler) configured(p pending.Pending) (authd.Client, authd.Connection, error) {
	client, known := h.Directory.Clients[p.Params["client_id"]]
	if !known {
		return authd.Client{}, authd.Connection{}, errUnavailable
	}
	names := offered(client, p)
	if p.Connection != "" {
		names = only(client.Connections, p.Connection)
	}
	for _, name := range names {
		if c, known := h.Directory.Connections[name]; known {
			return client, c, nil
		}
	}
	return authd.Client{}, authd.Connection{}, errUnavailable
}

// offered are the connections a person may choose among: the one the request
// names, as with Auth0, else all of the client's.
func offered(client authd.Client, p pending.Pending) []string {
	if asked := only(client.Connections, p.Params["connection"]); len(asked) > 0 {
		return asked
	}
	return client.Connections
}

// only is name as a list of its own if names holds it, else empty.
func only(names []string, name string) []string {
	if slices.Contains(names, name) {
		return []string{name}
	}
	return nil
}

// start sends a code and a link to the address of v. The link carries the
// request on, still bound to this browser.
func (h *Handler) start(r *http.Request, v visit) error {
	return h.Passwordless.Start(r.Context(), passwordless.Start{
		Slot:       passwordless.PageSlot(v.pending.Transaction),
		ClientID:   v.client.ID,
		Connection: v.connection.Name,
		Address:    v.pending.Address,
		Pending:    h.Pending.Seal(v.pending),
		Language:   wanted(r, v.pending),
		IP:         web.ClientIP(r.Context()),
		Browser:    h.Devices.Read(r, v.now),
		Send:       passwordless.SendLink,
	}, v.now)
}
