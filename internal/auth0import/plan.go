package auth0import

import (
	"fmt"
	"strings"
	"unicode"

	"authd/internal/auth0import/export"
	"authd/internal/auth0import/report"
	"authd/internal/authd"
	"authd/internal/config/document"
)

// Options are what an export cannot say.
type Options struct {
	Secrets string // the folder that secret files are named in
}

// A Plan is what an import will write, and the Report about it.
type Plan struct {
	File     document.File
	Comments map[string]string // by the paths of File
	Secrets  []Secret
	Report   report.Report
}

// A Secret is a file that the configuration names.
type Secret struct {
	Path  string
	Value string // empty where the export has none: then any new one will do
}

// A planner is one Plan on its way.
type planner struct {
	Plan
	options     Options
	names       map[string]string // client_id by name and by itself
	index       map[string]int    // of a client in File, by its client_id
	identifiers map[string]bool   // of the APIs
	connections map[string]export.Value
	left        report.Leftovers
}

// NewPlan decides what becomes of an export. It takes every key it knows from
// tenant, and reports the others.
func NewPlan(tenant *export.Tenant, o Options) Plan {
	p := &planner{options: o, names: map[string]string{}, index: map[string]int{}, identifiers: map[string]bool{}, connections: map[string]export.Value{}}
	p.Comments = map[string]string{"": title}
	p.Report = report.Empty()
	root := tenant.Root
	p.issuer(root)
	p.apis(root)
	p.passwordless(root)
	p.clients(root)
	p.clientGrants(root)
	p.tenant(root)
	p.delivery(root)
	p.others(root)
	p.Report.Left = append(p.Report.Left, p.left.Items()...)
	p.Report.Problems = tenant.Problems()
	p.count()
	return p.Plan
}

// title stands above everything.
const title = `Made by authd import auth0. config.example.yaml has every setting there is.
What is marked FILL IN, the export could not say.`

// line is one of the report.
func line(what, format string, args ...any) report.Item {
	return report.Item{What: printable(what), Text: printable(fmt.Sprintf(format, args...))}
}

func (p *planner) changed(what, format string, args ...any) {
	p.Report.Changed = append(p.Report.Changed, line(what, format, args...))
}

func (p *planner) contested(what, format string, args ...any) {
	p.Report.Contested = append(p.Report.Contested, line(what, format, args...))
}

// lost is about one thing there is no equivalent for.
func (p *planner) lost(what, format string, args ...any) {
	p.Report.Left = append(p.Report.Left, line(what, format, args...))
}

// printable keeps what an export says from moving the cursor.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// fillIn is noted in the report and above the key.
func (p *planner) fillIn(setting, text string) {
	p.Report.FillIn = append(p.Report.FillIn, line(setting, "%s", text))
	p.comment(setting, "FILL IN: "+text)
}

func (p *planner) comment(setting, text string) {
	if before := p.Comments[setting]; before != "" {
		text = before + "\n" + text
	}
	p.Comments[setting] = text
}

// count says how much was carried over.
func (p *planner) count() {
	var clients, apis, connections []string
	for _, c := range p.File.Clients {
		clients = append(clients, c.ClientID)
	}
	for _, a := range p.File.APIs {
		apis = append(apis, a.Identifier)
	}
	for _, c := range p.File.Connections {
		connections = append(connections, c.Name)
	}
	for _, group := range []struct {
		what  string
		names []string
	}{{"clients", clients}, {"apis", apis}, {"connections", connections}} {
		if len(group.names) > 0 {
			p.Report.Carried = append(p.Report.Carried, line(fmt.Sprintf("%s (%d)", group.what, len(group.names)), "%s", strings.Join(group.names, ", ")))
		}
	}
}

// others reports the sections of the export that nobody took.
func (p *planner) others(root export.Value) {
	for _, left := range root.Left() {
		text := report.ReasonFor(left.Key)
		if left.Count > 1 {
			text = fmt.Sprintf("%d, %s", left.Count, text)
		}
		p.lost(left.Key, "%s", text)
	}
}

// Connections are those of the planned configuration, whose default is one of
// mail.
func (p Plan) Connections() map[string]authd.Connection {
	list := map[string]authd.Connection{}
	for _, c := range p.File.Connections {
		list[c.Name] = authd.Connection{Name: c.Name, Strategy: c.Strategy, PreserveCase: c.PreserveCase}
	}
	if len(list) == 0 {
		list["email"] = authd.Connection{Name: "email", Strategy: document.StrategyEmail}
	}
	return list
}
