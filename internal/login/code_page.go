package login

import (
	"net/http"

	"authd/internal/pages"
	"authd/internal/passwordless"
	"authd/internal/web"
)

// ShowCode answers GET /u/code: the page that asks for the code.
func (h *Handler) ShowCode(w http.ResponseWriter, r *http.Request) error {
	return h.visitCode(w, r, func(w http.ResponseWriter, _ *http.Request, v visit) error {
		return h.codePage(w, v, pages.Problem{})
	})
}

// TakeCode answers POST /u/code: with `action=resend` it sends another code,
// else it logs the person in if `code` is right.
func (h *Handler) TakeCode(w http.ResponseWriter, r *http.Request) error {
	return h.visitCode(w, r, func(w http.ResponseWriter, r *http.Request, v visit) error {
		step := h.verify
		if v.params["action"] == "resend" {
			step = h.resend
		}
		if err := step(w, r, v); err != nil {
			return orProblem(err, func(p pages.Problem) error { return h.codePage(w, v, p) })
		}
		return nil
	})
}

// visitCode leads back to the login page while no code was sent.
func (h *Handler) visitCode(w http.ResponseWriter, r *http.Request, step func(http.ResponseWriter, *http.Request, visit) error) error {
	return h.visit(w, r, func(w http.ResponseWriter, r *http.Request, v visit) error {
		if v.pending.Address == "" {
			redirect(w, r, to("/u/login", v.params["state"]))
			return nil
		}
		return step(w, r, v)
	})
}

func (h *Handler) verify(w http.ResponseWriter, r *http.Request, v visit) error {
	user, _, err := h.Passwordless.Redeem(r.Context(), passwordless.Answer{
		Slot:       passwordless.PageSlot(v.pending.Transaction),
		ClientID:   v.client.ID,
		Connection: v.connection.Name,
		Address:    v.pending.Address,
		Code:       v.params["code"],
		IP:         web.ClientIP(r.Context()),
		Browser:    h.Devices.Read(r, v.now),
	}, v.now)
	if err != nil {
		return err
	}
	return h.finish(w, r, ending{user, v.pending, v.now})
}

// resend leads back to the page instead of showing it, so that reloading it
// sends nothing again.
func (h *Handler) resend(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := h.start(r, v); err != nil {
		return err
	}
	redirect(w, r, to("/u/code", v.params["state"])+"&sent=again")
	return nil
}

func (h *Handler) codePage(w http.ResponseWriter, v visit, problem pages.Problem) error {
	return h.Pages.Code(w, pages.CodePage{
		Look:  v.look,
		State: v.params["state"], Address: v.pending.Address, Inbox: h.Inboxes[v.connection.Strategy],
		ByPhone:     byPhone(v.connection),
		RedirectURI: v.pending.Params["redirect_uri"],
		Resent:      v.params["sent"] == "again" && problem.Kind == pages.None, Problem: problem,
	})
}
