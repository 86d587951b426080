package management

import (
	"context"
	"errors"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/people"
	"authd/internal/web"
)

// create makes a person (Auth0: POST /api/v2/users).
func (h *Handler) create(w http.ResponseWriter, r *http.Request) error {
	body, err := h.body(r)
	if err != nil {
		return err
	}
	u, err := h.Directory.New(body, h.NewID(), h.now())
	if err != nil {
		return badBody(err)
	}
	if err := h.Write.CreateUser(r.Context(), u); err != nil {
		return err
	}
	h.note(r, "create", u)
	web.WriteJSON(w, http.StatusCreated, people.Of(u))
	return nil
}

// get answers with one person.
func (h *Handler) get(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	u, err := h.Read.User(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, people.Of(u))
	return nil
}

// change changes a person, from what they are now. A login in between is no reason
// to fail: the change is made once more to what is there then.
func (h *Handler) change(w http.ResponseWriter, r *http.Request) error {
	body, err := h.body(r)
	if err != nil {
		return err
	}
	for range 3 {
		var u authd.User
		if u, err = h.changeOnce(r.Context(), r.PathValue("id"), body); err == nil {
			h.note(r, "change", u)
			web.WriteJSON(w, http.StatusOK, people.Of(u))
			return nil
		}
		if !errors.Is(err, authd.ErrConflict) {
			return err
		}
	}
	return err
}

func (h *Handler) changeOnce(ctx context.Context, id string, body []byte) (authd.User, error) {
	before, err := h.Read.User(ctx, id)
	if err != nil {
		return authd.User{}, err
	}
	after, err := h.Directory.Change(before, body, h.now())
	if err != nil {
		return authd.User{}, badBody(err)
	}
	return after, h.Write.UpdateUser(ctx, before, after)
}

// remove forgets a person. Nobody is no error, as with Auth0: what was asked for
// is so.
func (h *Handler) remove(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	id := r.PathValue("id")
	err := h.Write.DeleteUser(r.Context(), id, h.now())
	if err != nil && !errors.Is(err, authd.ErrNotFound) {
		return err
	}
	if err == nil {
		h.note(r, "delete", authd.User{ID: id})
	}
	web.NoStore(w.Header())
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// now is cut to what is kept of a time, so that an answer says what the next says.
func (h *Handler) now() time.Time { return h.Now().Truncate(time.Millisecond) }

func (h *Handler) body(r *http.Request) ([]byte, error) {
	if _, err := query(r); err != nil {
		return nil, err
	}
	return web.ReadBody(r)
}

// note logs who was changed, and nothing of what is known of them.
func (h *Handler) note(r *http.Request, what string, u authd.User) {
	h.Log.Info("admin change", "did", what, "request_id", web.RequestID(r.Context()), "user_id", u.ID, "blocked", u.Blocked, "client_ip", web.ClientIP(r.Context()).String())
}
