package explain

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// Matrix goes through every client, every flow it may use and every API, with
// the plan of each. Rows are made one by one, so that their number does not
// matter. The scope asked for is openid and offline_access.
func Matrix(dir authd.Directory) iter.Seq2[Question, tokens.Plan] {
	audiences := append([]string{dir.Tenant.UserinfoAudience()}, slices.Sorted(maps.Keys(dir.APIs))...)
	return func(yield func(Question, tokens.Plan) bool) {
		for _, id := range slices.Sorted(maps.Keys(dir.Clients)) {
			for _, flow := range flows(dir.Clients[id]) {
				for _, flow.Audience = range audiences {
					plan, err := Plan(dir, flow)
					if err == nil && !yield(flow, plan) {
						return
					}
				}
			}
		}
	}
}

// flows are the ways in which a client could get tokens, as questions without an
// audience. A code alone is none: its tokens come from /oauth/token. Those it may
// not use have no plan.
func flows(c authd.Client) []Question {
	const scope = oauth.ScopeOpenID + " " + oauth.ScopeOfflineAccess
	var list []Question
	for t := oauth.Token; t <= oauth.Code|oauth.Token|oauth.IDToken; t++ {
		list = append(list, Question{Client: c.ID, ResponseType: t.String(), Scope: scope})
	}
	for _, g := range oauth.GrantTypes {
		if g != oauth.GrantImplicit {
			list = append(list, Question{Client: c.ID, Grant: string(g), Scope: scope})
		}
	}
	return list
}

// row is a line of the table.
type row [7]string

var heading = row{"CLIENT", "FLOW", "API", "ACCESS", "DECIDED BY", "ID", "REFRESH"}

func tabled(q Question, p tokens.Plan) row {
	r := row{p.ClientID, cmp.Or(q.ResponseType, q.Grant), cmp.Or(p.API, "no API"), "-", "-", "-", "-"}
	if p.Access != nil {
		r[3], r[4] = strconv.Itoa(p.ExpiresIn()), decider(p.Access.Lifetime)
	}
	if p.ID != nil {
		r[5] = seconds(p.ID.Lifetime.Value)
	}
	if p.Refresh != nil {
		r[6] = seconds(p.Refresh.Lifetime.Value)
	}
	return r
}

func decider(c tokens.Choice[time.Duration]) string {
	if c.From == tokens.FromDefault {
		return c.By.Path + " (default)"
	}
	return c.By.String()
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

// WriteMatrix writes the matrix as a table, lifetimes in seconds. It goes over
// the rows twice, first to see how wide they are. Its only error is w's.
func WriteMatrix(w io.Writer, dir authd.Directory) error {
	widths := heading.widen([7]int{})
	for q, p := range Matrix(dir) {
		widths = tabled(q, p).widen(widths)
	}
	out := bufio.NewWriter(w)
	heading.write(out, widths)
	for q, p := range Matrix(dir) {
		tabled(q, p).write(out, widths)
	}
	return out.Flush()
}

func (r row) widen(widths [7]int) [7]int {
	for i, cell := range r {
		widths[i] = max(widths[i], utf8.RuneCountInString(cell))
	}
	return widths
}

// write leaves errors to the writer, which keeps the first one.
func (r row) write(w *bufio.Writer, widths [7]int) {
	var b strings.Builder
	for i, cell := range r {
		fmt.Fprintf(&b, "%-*s  ", widths[i], cell)
	}
	fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
}

// WriteMatrixJSON writes one JSON object a line: the question and the plan.
func WriteMatrixJSON(w io.Writer, dir authd.Directory) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for q, p := range Matrix(dir) {
		line := struct {
			ClientID     string      `json:"client_id"`
			ResponseType string      `json:"response_type,omitempty"`
			GrantType    string      `json:"grant_type,omitempty"`
			Audience     string      `json:"audience"`
			Plan         tokens.Plan `json:"plan"`
		}{q.Client, q.ResponseType, q.Grant, q.Audience, p}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	return out.Flush()
}
