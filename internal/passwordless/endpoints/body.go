package endpoints

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"authd/internal/oauth"
	"authd/internal/passwordless"
	"authd/internal/web"
)

// A body is what came to one of the JSON endpoints. Members nobody asked for
// are ignored: auth0.js passes on every option its caller happens to set.
type body struct {
	fields     oauth.Params
	authParams oauth.Params
}

// readBody reads JSON, and the form auth0.js 6 sends, in which authParams are
// nested by brackets. Its errors are *oauth.Error.
func readBody(r *http.Request) (body, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		return readJSON(r)
	case err == nil && kind == "application/x-www-form-urlencoded":
		return readForm(r)
	}
	return body{}, oauth.Errorf(passwordless.BadRequest, "The Content-Type must be application/json or application/x-www-form-urlencoded.").WithCause(err)
}

func readForm(r *http.Request) (body, error) {
	params, err := web.ReadParams(r)
	if err != nil {
		return body{}, err
	}
	b := body{oauth.Params{}, oauth.Params{}}
	for name, value := range params {
		inner, nested := strings.CutPrefix(name, "authParams[")
		inner, closed := strings.CutSuffix(inner, "]")
		switch {
		case nested && closed && !strings.Contains(inner, "]"):
			b.authParams[inner] = value
		case name == "authParams":
			return body{}, notAnObject("string")
		default:
			b.fields[name] = value
		}
	}
	b.authParams = snakeCased(b.authParams)
	return b, nil
}

func readJSON(r *http.Request) (body, error) {
	text, err := web.ReadBody(r)
	if err != nil {
		return body{}, err
	}
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&members); err != nil || decoder.More() {
		return body{}, oauth.Errorf(passwordless.BadRequest, "The body must be one JSON object.").WithCause(err)
	}
	authParams, err := objectOf(members["authParams"])
	if err != nil {
		return body{}, err
	}
	return body{web.Scalars(members), authParams}, nil
}

// objectOf reads authParams. null counts as absent.
func objectOf(value any) (oauth.Params, error) {
	switch v := value.(type) {
	case nil:
		return oauth.Params{}, nil
	case map[string]any:
		return snakeCased(web.Scalars(v)), nil
	case string:
		return nil, notAnObject("string")
	case []any:
		return nil, notAnObject("array")
	}
	return nil, notAnObject("number or boolean")
}

func notAnObject(kind string) error {
	return oauth.Errorf(passwordless.BadAuthParams, "error in authParams - invalid type: %s (expected object)", kind)
}

// snakeCased adds redirect_uri where only redirectUri was sent: some SDKs pass
// authParams on as their caller wrote them.
func snakeCased(params oauth.Params) oauth.Params {
	snake := oauth.Params{}
	for name, value := range params {
		if key := snakeCase(name); key == name || params[key] == "" {
			snake[key] = value
		}
	}
	return snake
}

func snakeCase(name string) string {
	var b strings.Builder
	for _, r := range name {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
