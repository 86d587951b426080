package crossorigin

import (
	"encoding/json"
	"net/http"

	"authd/internal/oauth"
	"authd/internal/web"
)

// credentialType is the one kind of credential there is here: a one-time code.
const credentialType = string(oauth.GrantPasswordlessOTP)

// UnsupportedCredentialType is Auth0's code for any other kind.
const UnsupportedCredentialType = "unsupported_credential_type"

// members of the body, all of them required and no others taken: Auth0 says so,
// and no SDK sends more.
var members = []string{"client_id", "credential_type", "username", "otp", "realm"}

// readBody reads the JSON body of POST /co/authenticate. Its errors are
// *oauth.Error.
func readBody(r *http.Request) (map[string]string, error) {
	text, err := web.ReadBody(r)
	if err != nil {
		return nil, err
	}
	var body map[string]string
	if err := json.Unmarshal(text, &body); err != nil || !complete(body) {
		return nil, oauth.Errorf(oauth.InvalidRequest,
			"Invalid request body. All and only of client_id, credential_type, username, otp, realm are required.").WithCause(err)
	}
	if body["credential_type"] != credentialType {
		return nil, oauth.Errorf(UnsupportedCredentialType, "Unknown credential type parameter.")
	}
	return body, nil
}

func complete(body map[string]string) bool {
	for _, name := range members {
		if body[name] == "" {
			return false
		}
	}
	return len(body) == len(members)
}
