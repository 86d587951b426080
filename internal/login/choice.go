package login

import (
	"net/url"

	"authd/internal/authd"
	"authd/internal/pages"
)

// chosen is v with the connection the person chose on the login page, if that is
// one the page led to. No other can be named: the login is the application's to
// set up (AZ-23).
func (h *Handler) chosen(v visit) visit {
	for _, c := range h.others(v) {
		if c.Name == v.params["connection"] {
			v.connection = c
			return v
		}
	}
	return v
}

// others are the connections the page of v leads to: the first one of each
// strategy but its own.
func (h *Handler) others(v visit) []authd.Connection {
	var list []authd.Connection
	seen := map[string]bool{v.connection.Strategy: true}
	for _, name := range offered(v.client, v.pending) {
		c, known := h.Directory.Connections[name]
		if known && !seen[c.Strategy] {
			seen[c.Strategy] = true
			list = append(list, c)
		}
	}
	return list
}

// ways are links to others.
func (h *Handler) ways(v visit) []pages.Way {
	var list []pages.Way
	for _, c := range h.others(v) {
		path := to("/u/login", v.params["state"]) + "&connection=" + url.QueryEscape(c.Name)
		list = append(list, pages.Way{ByPhone: byPhone(c), Path: path})
	}
	return list
}

func byPhone(c authd.Connection) bool { return c.Strategy == authd.StrategySMS }
