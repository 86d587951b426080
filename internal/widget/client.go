package widget

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/web"
)

// A Handler answers Lock's questions under one configuration.
type Handler struct {
	Directory authd.Directory
}

// settings are what Lock reads of a client. It keeps showing its spinner unless
// id is the one it asked for.
type settings struct {
	ID           string     `json:"id"`
	Tenant       string     `json:"tenant"`
	Subscription string     `json:"subscription"` // free or dev would show Auth0's badge
	Strategies   []strategy `json:"strategies"`
}

type strategy struct {
	Name        string       `json:"name"`
	Connections []connection `json:"connections"`
}

type connection struct {
	Name string `json:"name"`
}

// ClientPath is in front of the client_id and ".js".
const ClientPath = "/client/"

// Client answers GET /client/{client_id}.js: a script that hands a client's
// settings to the global Auth0, which Lock has made. Its type must be a
// script's, since the answer says nosniff, and it must carry no
// Cross-Origin-Resource-Policy: it is loaded from other sites.
func (h Handler) Client(w http.ResponseWriter, r *http.Request) error {
	id, isScript := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, ClientPath), ".js")
	client, known := h.Directory.Clients[id]
	if !isScript || !known {
		return oauth.Errorf(oauth.InvalidRequest, "There is no client of this client_id.").WithStatus(http.StatusNotFound)
	}
	var script bytes.Buffer
	script.WriteString("Auth0.setClient(")
	// The encoder escapes what could end the script or the line.
	if err := json.NewEncoder(&script).Encode(h.settings(client)); err != nil {
		return err
	}
	script.WriteString(");")
	web.NoStore(w.Header())
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, err := w.Write(script.Bytes())
	return err
}

// settings lists the client's connections by strategy, in their order.
func (h Handler) settings(client authd.Client) settings {
	s := settings{ID: client.ID, Tenant: h.Directory.Tenant.FriendlyName, Subscription: "enterprise", Strategies: []strategy{}}
	at := map[string]int{}
	for _, name := range client.Connections {
		kind := h.Directory.Connections[name].Strategy
		if _, seen := at[kind]; !seen {
			at[kind] = len(s.Strategies)
			s.Strategies = append(s.Strategies, strategy{Name: kind})
		}
		list := &s.Strategies[at[kind]].Connections
		*list = append(*list, connection{name})
	}
	return s
}
