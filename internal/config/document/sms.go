package document

import "encoding/base64"

// Key is the secret as bytes. Its error says that it is not base64 although
// secret_base64_encoded says so.
func (a GatewayAuthentication) Key() ([]byte, error) {
	if !a.SecretBase64Encoded {
		return []byte(a.Secret), nil
	}
	return base64.StdEncoding.DecodeString(a.Secret)
}
