package login

import (
	"net/http"

	"authd/internal/address"
	"authd/internal/authd"
	"authd/internal/pages"
)

// ShowLogin answers GET /u/login: the page that asks for an address. The field
// holds the one used before, or else login_hint if that is an address.
func (h *Handler) ShowLogin(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(w http.ResponseWriter, _ *http.Request, v visit) error {
		return h.loginPage(w, v, known(v), pages.Problem{})
	})
}

// TakeAddress answers POST /u/login: it sends a code and leads to the page that
// asks for it. Known and unknown addresses get the same answer (PL-20).
func (h *Handler) TakeAddress(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(w http.ResponseWriter, r *http.Request, v visit) error {
		typed := v.params["email"]
		email, err := address.ParseEmail(typed, caseOf(v.connection))
		if err != nil {
			return h.loginPage(w, v, typed, pages.Problem{Kind: pages.AddressInvalid})
		}
		v.pending.Address, v.pending.Connection = email.Canonical, v.connection.Name
		if err := h.start(r, v); err != nil {
			return orProblem(err, func(p pages.Problem) error { return h.loginPage(w, v, typed, p) })
		}
		redirect(w, r, to("/u/code", h.Pending.Seal(v.pending)))
		return nil
	})
}

func (h *Handler) loginPage(w http.ResponseWriter, v visit, address string, problem pages.Problem) error {
	return h.Pages.Login(w, pages.LoginPage{
		Look:   v.look,
		Client: clientName(v.client), State: v.params["state"], Address: address,
		RedirectURI: v.pending.Params["redirect_uri"], Problem: problem,
	})
}

// known is the address there is already something to say for. A login_hint may
// hold anything, so it is shown only if it is an address (AZ-30).
func known(v visit) string {
	if v.pending.Address != "" {
		return v.pending.Address
	}
	hint, err := address.ParseEmail(v.pending.Params["login_hint"], caseOf(v.connection))
	if err != nil {
		return ""
	}
	return hint.Canonical
}

func caseOf(c authd.Connection) address.Case {
	if c.PreserveCase {
		return address.PreserveCase
	}
	return address.FoldCase
}

func clientName(c authd.Client) string {
	if c.Name == "" {
		return c.ID
	}
	return c.Name
}
