package management

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/web"
)

// A problem is why a request was refused, as Auth0's Management API writes it.
type problem struct {
	Status     int    `json:"statusCode"`
	Title      string `json:"error"` // the words of Status
	Message    string `json:"message"`
	Code       string `json:"errorCode,omitempty"`
	retryAfter int    // seconds; 0: not said
}

func (p problem) Error() string { return p.Message }

func badBody(err error) problem {
	return problem{Status: http.StatusBadRequest, Message: err.Error(), Code: "invalid_body"}
}

func badQuery(message string) problem {
	return problem{Status: http.StatusBadRequest, Message: message, Code: "invalid_query_string"}
}

var (
	nobody = problem{Status: http.StatusNotFound, Message: "The user does not exist.", Code: "inexistent_user"}
	taken  = problem{Status: http.StatusConflict, Message: "The user already exists: somebody of this connection has the address.", Code: "user_exists"}
	busy   = problem{Status: http.StatusConflict, Message: "The user was changed by somebody else meanwhile. Try again.", Code: "user_changed"}
	out    = problem{Status: http.StatusServiceUnavailable, Message: "The database is not available just now. Try again in a moment.", Code: "temporarily_unavailable", retryAfter: 5}
	failed = problem{Status: http.StatusInternalServerError, Message: "The server could not do it; its log says why."}
)

// asProblem is the answer to err. What nobody foresaw tells nothing.
func asProblem(err error) problem {
	if p, known := errors.AsType[problem](err); known {
		return p
	}
	if e, known := errors.AsType[*oauth.Error](err); known { // of a body that could not be read
		return problem{Status: e.HTTPStatus(), Message: e.Description, Code: "invalid_body"}
	}
	switch {
	case errors.Is(err, authd.ErrNotFound):
		return nobody
	case errors.Is(err, authd.ErrTaken):
		return taken
	case errors.Is(err, authd.ErrConflict):
		return busy
	case errors.Is(err, authd.ErrUnavailable):
		return out
	}
	return failed
}

// refuse answers with err and logs it; what was sent is not in it.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p, level := asProblem(err), slog.LevelInfo
	if p.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	h.Log.Log(r.Context(), level, "admin request refused", "request_id", web.RequestID(r.Context()), "status", p.Status, "error", err)
	p.Title = http.StatusText(p.Status)
	if p.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	web.WriteJSON(w, p.Status, p)
}
