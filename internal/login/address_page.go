package login

import (
	"errors"
	"net/http"

	"authd/internal/authd"
	"authd/internal/pages"
	"authd/internal/passwordless"
)

// ShowLogin answers GET /u/login: the page that asks for an address. The field
// holds the one used before, or else login_hint if that is an address. With
// `connection` the person asks for another way to log in.
func (h *Handler) ShowLogin(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(w http.ResponseWriter, _ *http.Request, v visit) error {
		v = h.chosen(v)
		return h.loginPage(w, v, h.known(v), pages.Problem{})
	})
}

// TakeAddress answers POST /u/login: it sends a code and leads to the page that
// asks for it. Known and unknown addresses get the same answer (PL-20).
func (h *Handler) TakeAddress(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(w http.ResponseWriter, r *http.Request, v visit) error {
		v = h.chosen(v)
		typed := v.params[field(v.connection)]
		to, err := h.Recipient(v.connection.Name, typed)
		if err != nil {
			return h.loginPage(w, v, typed, addressProblem(v.connection, err))
		}
		return h.send(w, r, v, to)
	})
}

func (h *Handler) send(w http.ResponseWriter, r *http.Request, v visit, recipient passwordless.Recipient) error {
	typed := v.params[field(v.connection)]
	v.pending.Address, v.pending.Connection = recipient.Canonical, v.connection.Name
	if err := h.start(r, v); err != nil {
		return orProblem(err, func(p pages.Problem) error { return h.loginPage(w, v, typed, p) })
	}
	redirect(w, r, to("/u/code", h.Pending.Seal(v.pending)))
	return nil
}

// field is the name under which the page sends the address.
func field(c authd.Connection) string {
	if byPhone(c) {
		return "phone_number"
	}
	return "email"
}

func addressProblem(c authd.Connection, err error) pages.Problem {
	switch {
	case errors.Is(err, passwordless.ErrCountry):
		return pages.Problem{Kind: pages.CountryClosed}
	case byPhone(c):
		return pages.Problem{Kind: pages.PhoneInvalid}
	}
	return pages.Problem{Kind: pages.AddressInvalid}
}

func (h *Handler) loginPage(w http.ResponseWriter, v visit, address string, problem pages.Problem) error {
	return h.Pages.Login(w, pages.LoginPage{
		Look:   v.look,
		Client: clientName(v.client), State: v.params["state"], Address: address,
		ByPhone: byPhone(v.connection), Connection: v.connection.Name, Others: h.ways(v),
		RedirectURI: v.pending.Params["redirect_uri"], Problem: problem,
	})
}

// known is the address there is already something to say for. A login_hint may
// hold anything, so it is shown only if it is an address (AZ-30).
func (h *Handler) known(v visit) string {
	if v.pending.Address != "" && v.pending.Connection == v.connection.Name {
		return v.pending.Address
	}
	hint, err := h.Recipient(v.connection.Name, v.pending.Params["login_hint"])
	if err != nil {
		return ""
	}
	return hint.Canonical
}

func clientName(c authd.Client) string {
	if c.Name == "" {
		return c.ID
	}
	return c.Name
}
