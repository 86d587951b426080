package logout

import (
	"io"
	"net/http"

	"authd/internal/authd"
	"authd/internal/web"
)

// Auth0 answers GET /v2/logout as Auth0's SDKs call it: the session ends without
// a question and the browser goes to returnTo, if that is on the list. Without
// returnTo it goes to the first place on the client's list, and where there is
// none, and no application has to be shown or named, the answer is "OK".
// federated, auth0Client and everything else is ignored: there is no other
// provider to log out of.
func (h *Handler) Auth0(w http.ResponseWriter, r *http.Request) error {
	params, err := web.ReadParams(r)
	if err != nil {
		return err
	}
	client, err := h.client(params["client_id"])
	if err != nil {
		return err
	}
	location, err := h.destination(client, params["returnTo"])
	if err != nil {
		return err
	}
	left, err := h.end(w, r, thisBrowser)
	if err != nil {
		return err
	}
	location = h.vouched(params["client_id"], location, left)
	if location == "" && left.empty() {
		return writeOK(w)
	}
	look := h.look(r, request{ClientID: params["client_id"]})
	return h.leave(w, departure{look, http.StatusFound, location}, left)
}

// destination is where the browser goes, "" for nowhere.
func (h *Handler) destination(c *authd.Client, returnTo string) (string, error) {
	list := h.allowed(c)
	switch {
	case returnTo == "" && c != nil && len(list) > 0:
		return list[0], nil
	case returnTo != "" && !matchReturn(list, returnTo):
		return "", refuse("The returnTo of this request is not in the list %s.", setting(c))
	}
	return returnTo, nil
}

func writeOK(w http.ResponseWriter) error {
	web.NoStore(w.Header())
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "OK")
	return err
}
