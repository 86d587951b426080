package authorize

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// RequestObjects opens a request object that client signed. Its *oauth.Error may
// be told to the client.
type RequestObjects = func(ctx context.Context, client authd.Client, object string, now time.Time) ([]byte, error)

const maxObject = 16 << 10 // bytes; what is in it must fit into the login page's address

// opened is a with the parameters of the request object it brings, if it does.
// What comes back knows no object any more, so that it can wait for a login
// however soon the object expires. With an error it is a as it came, which says
// where to tell it.
func (h *Handler) opened(ctx context.Context, a ask, now time.Time) (ask, error) {
	client, known := h.Directory.Clients[a.params["client_id"]]
	text := a.params["request"]
	switch {
	case !known || a.pushed != "" || a.repeatedOf("request", "client_id") != "":
		return a, nil // opened when it was pushed; or whatever is wrong, ParseTarget and parseRequest say
	case text == "" && client.RequireRequestObject:
		return a, errUnsigned
	case text == "":
		return a, nil
	case a.params["request_uri"] != "":
		return a, oauth.Errorf(oauth.InvalidRequest, "Send one of the parameters request and request_uri.")
	case len(text) > maxObject:
		return a, badObject(errors.New("it is longer than 16 KB"))
	}
	payload, err := h.Objects(ctx, client, text, now)
	if err != nil {
		return a, err
	}
	params, err := h.read(client, a, payload, now)
	if err != nil {
		return a, badObject(err)
	}
	return ask{params: params, repeated: a.repeated}, nil
}

var errUnsigned = oauth.Errorf(oauth.InvalidRequest, "This client must sign what it asks for: send the parameter request.")

func badObject(err error) error {
	return oauth.Errorf(oauth.InvalidRequestObject, "The request object is not usable: %v.", err)
}

// read returns the parameters that count beside the object of this payload.
func (h *Handler) read(c authd.Client, a ask, payload []byte, now time.Time) (oauth.Params, error) {
	said, err := oauth.ReadObject(payload)
	if err != nil {
		return nil, err
	}
	if err := object(said).check(c.ID, h.Directory.Tenant.Issuer, now); err != nil {
		return nil, err
	}
	inside, err := object(said).params()
	if err != nil {
		return nil, err
	}
	if c.RequireRequestObject || a.pushing {
		return alone(a.params, inside)
	}
	return over(a.params, inside)
}

// over puts what was signed over what stands beside it (OIDC Core §6.1), where
// client_id and response_type must stand too, and be the same.
func over(outside, inside oauth.Params) (oauth.Params, error) {
	params := maps.Clone(outside)
	delete(params, "request")
	maps.Copy(params, inside)
	for _, name := range []string{"client_id", "response_type"} {
		if params[name] != outside[name] {
			return nil, fmt.Errorf("%s is not what it is outside of it", name)
		}
	}
	return params, nil
}

// alone takes nothing but what was signed, in which client_id must stand (RFC
// 9101 §5 and §6.3, RFC 9126 §3). A response_type beside it may not say anything
// else: the mode of errors rests on it.
func alone(outside, inside oauth.Params) (oauth.Params, error) {
	switch {
	case inside["client_id"] != outside["client_id"]:
		return nil, errors.New("client_id does not stand in it, or is not what it is outside of it")
	case outside["response_type"] != "" && outside["response_type"] != inside["response_type"]:
		return nil, errors.New("response_type is not what it is outside of it")
	}
	return inside, nil
}

// An object is what a request object says.
type object map[string]json.RawMessage

// ofJWT are members that are no parameters.
var ofJWT = []string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti"}

// params are the parameters among the members. An object in an object is refused
// (OIDC Core §6.1).
func (o object) params() (oauth.Params, error) {
	params := oauth.Params{}
	for name, raw := range o {
		if slices.Contains([]string{"request", "request_uri", "registration"}, name) {
			return nil, fmt.Errorf("%s must not stand in it", name)
		}
		if slices.Contains(ofJWT, name) {
			continue
		}
		value, err := parameter(raw)
		if err != nil {
			return nil, err
		}
		params[name] = value
	}
	return params, nil
}

var errNoParameter = errors.New("a member is neither a text, a whole number, true, false nor an object")

// parameter is a member as it would be written as a parameter: objects, like
// claims, as JSON.
func parameter(raw json.RawMessage) (string, error) {
	var (
		text  string
		whole int64
		yes   bool
		names map[string]json.RawMessage
	)
	switch {
	case string(raw) == "null":
		return "", errNoParameter
	case json.Unmarshal(raw, &text) == nil:
		return text, nil
	case json.Unmarshal(raw, &whole) == nil:
		return strconv.FormatInt(whole, 10), nil
	case json.Unmarshal(raw, &yes) == nil:
		return strconv.FormatBool(yes), nil
	case json.Unmarshal(raw, &names) == nil:
		return string(raw), nil
	}
	return "", errNoParameter
}
