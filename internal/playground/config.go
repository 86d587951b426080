package playground

import (
	"net/http"
	"strconv"
	"time"

	"authd/internal/web"
)

// A Client is what the page needs to know to offer a client, or to say why it
// cannot be tried here. Names and words are those of the configuration; secrets
// are not among them.
type Client struct {
	ID                     string       `json:"client_id"`
	Name                   string       `json:"name"`
	Callbacks              []string     `json:"callbacks"`
	WebOrigins             []string     `json:"web_origins"`
	GrantTypes             []string     `json:"grant_types"`
	Connections            []Connection `json:"connections"`
	CrossOrigin            bool         `json:"cross_origin_authentication"`
	FirstParty             bool         `json:"is_first_party"`
	AllowRequestedLifetime bool         `json:"allow_requested_lifetime"`
	AuthMethod             string       `json:"token_endpoint_auth_method"`
}

// A Connection is a way to log in at a client.
type Connection struct {
	Name         string  `json:"name"`
	Strategy     string  `json:"strategy"`      // email or sms
	CodeLifetime Seconds `json:"code_lifetime"` // of its one-time codes
}

// An API is what tokens can be asked for.
type API struct {
	Identifier         string   `json:"identifier"`
	Name               string   `json:"name"`
	Scopes             []string `json:"scopes"`
	AllowOfflineAccess bool     `json:"allow_offline_access"`
}

// Seconds is a length of time that the page reads as whole seconds.
type Seconds time.Duration

// MarshalJSON writes 2h as 7200.
func (s Seconds) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, int64(time.Duration(s)/time.Second), 10), nil
}

// config tells the scripts where the server is and what they may ask for.
func (o Options) config(w http.ResponseWriter, _ *http.Request) {
	web.WriteJSON(w, http.StatusOK, struct {
		Issuer       string   `json:"issuer"`
		ClientID     string   `json:"client_id"`
		Clients      []Client `json:"clients"`
		APIs         []API    `json:"apis"`
		CodeLifetime Seconds  `json:"code_lifetime"`
		Clock        bool     `json:"clock"`
		Inbox        string   `json:"inbox"`
		Doctor       string   `json:"doctor"`
		Explanations string   `json:"explanations"`
	}{o.Issuer, o.ClientID, o.Clients, o.APIs, Seconds(o.CodeLifetime), o.Clock != nil, o.Inbox, o.Doctor, o.Explanations})
}
