package web

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"

	"authd/internal/oauth"
)

// maxFields is how many parameters one body may have.
const maxFields = 50

// ReadFields reads the body of a request that clients send as a form, as RFC
// 6749 §3.2 wants, or as one JSON object, as Auth0's SDKs do. Of JSON only
// members that could stand in a form count. Its *oauth.Error says what is wrong
// with the body, or that parameters came in the address, where logs keep them.
func ReadFields(r *http.Request) (oauth.Params, error) {
	if r.URL.RawQuery != "" {
		return nil, oauth.Errorf(oauth.InvalidRequest, "Send all parameters in the body: addresses are kept in logs and histories.")
	}
	read := ReadParams
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind == "application/json" {
		read = readJSONFields
	}
	fields, err := read(r)
	if err == nil && len(fields) > maxFields {
		err = oauth.Errorf(oauth.InvalidRequest, "The body has more than %d parameters.", maxFields)
	}
	return fields, err
}

func readJSONFields(r *http.Request) (oauth.Params, error) {
	body, err := ReadBody(r)
	if err != nil {
		return nil, err
	}
	members, err := readObject(body)
	if err != nil {
		return nil, err
	}
	return Scalars(members), nil
}

// readObject reads one JSON object of which no member is said twice.
func readObject(body []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, notAnObject(err)
	}
	members := map[string]any{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, notAnObject(err)
		}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return nil, notAnObject(err)
		}
		if _, repeated := members[name.(string)]; repeated {
			return nil, oauth.Errorf(oauth.InvalidRequest, "The member %s was sent more than once.", name)
		}
		members[name.(string)] = value
	}
	if _, err := decoder.Token(); err != nil || decoder.More() {
		return nil, notAnObject(err)
	}
	return members, nil
}

func notAnObject(cause error) error {
	return oauth.Errorf(oauth.InvalidRequest, "The body must be one JSON object.").WithCause(cause)
}

// Scalars keeps of a JSON object, read with UseNumber, what can be a parameter of
// a form or an address. Lists and objects cannot; SDKs send them by options that
// were never meant for the server. An empty text counts as absent.
func Scalars(members map[string]any) oauth.Params {
	params := oauth.Params{}
	for name, value := range members {
		switch v := value.(type) {
		case string:
			params[name] = v
		case json.Number:
			params[name] = v.String()
		case bool:
			params[name] = map[bool]string{true: "true", false: "false"}[v]
		}
		if params[name] == "" {
			delete(params, name)
		}
	}
	return params
}
