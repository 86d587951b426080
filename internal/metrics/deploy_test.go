package metrics

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// The dashboard and the alert rules of deploy ask for metrics and labels that are
// there. No language for them is read here but the names in it.

var (
	selector = regexp.MustCompile(`\b(authd_\w+)(?:\{([^}]*)\})?`)
	matcher  = regexp.MustCompile(`(\w+)\s*(?:=~|!~|!=|=)\s*"`)
	grouped  = regexp.MustCompile(`\bby \(([^)]*)\)`)
)

// added are labels that Prometheus itself gives to what it collects.
var added = []string{"job", "instance"}

// asks reports what is wrong with an expression.
func asks(expr string, registered map[string]string) []string {
	var wrong []string
	labels := slices.Clone(added)
	for _, found := range selector.FindAllStringSubmatch(expr, -1) {
		name, list := base(found[1], registered)
		if name == "" {
			wrong = append(wrong, "there is no "+found[1])
			continue
		}
		known := append(slices.Clone(added), list...)
		labels = append(labels, list...)
		for _, m := range matcher.FindAllStringSubmatch(found[2], -1) {
			if !slices.Contains(known, m[1]) {
				wrong = append(wrong, name+" has no label "+m[1])
			}
		}
	}
	for _, g := range grouped.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(g[1], ",") {
			if !slices.Contains(labels, strings.TrimSpace(label)) {
				wrong = append(wrong, "nothing in it has label "+label)
			}
		}
	}
	for _, pair := range []string{"()", "{}", "[]"} {
		if strings.Count(expr, pair[:1]) != strings.Count(expr, pair[1:]) {
			wrong = append(wrong, "a bracket of "+pair+" is missing")
		}
	}
	return wrong
}

// base is the registered metric behind a name, and its labels; a histogram has
// three names.
func base(name string, registered map[string]string) (string, []string) {
	of := strings.TrimSuffix(name, "_bucket")
	labels, known := registered[of]
	if !known {
		return "", nil
	}
	list := strings.Split(labels, ",")
	if of != name {
		list = append(list, "le")
	}
	return of, list
}

func TestWhatAsksForNothingIsFound(t *testing.T) {
	registered := names(newMetrics(&fakeStore{}))
	for expr, wrong := range map[string]int{
		`sum by (route) (rate(authd_requests_total{code=~"5.."}[5m]))`:                           0,
		`histogram_quantile(0.9, sum by (le) (rate(authd_request_duration_seconds_bucket[5m])))`: 0,
		`authd_requests{code="200"}`:             1,
		`authd_requests_total{status="200"}`:     1,
		`sum by (client) (authd_requests_total)`: 1,
		`sum(authd_store_up`:                     1,
	} {
		if got := asks(expr, registered); len(got) != wrong {
			t.Errorf("%s: %v", expr, got)
		}
	}
}

func TestTheAlertRules(t *testing.T) {
	data, err := os.ReadFile("../../deploy/prometheus/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For string
				Labels           map[string]string
				Annotations      map[string]string
			}
		}
	}
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	registered, seen := names(newMetrics(&fakeStore{})), map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if _, err := time.ParseDuration(r.For); r.For != "" && err != nil {
				t.Errorf("%s: for: %v", r.Alert, err)
			}
			if seen[r.Alert] || r.Alert == "" || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["action"] == "" {
				t.Errorf("%s is there twice, or lacks severity, summary or action", r.Alert)
			}
			seen[r.Alert] = true
			for _, wrong := range asks(r.Expr, registered) {
				t.Errorf("%s: %s", r.Alert, wrong)
			}
		}
	}
	// PL-27: there is an alert on messages that nobody uses.
	for _, alert := range []string{"AuthdTextMessagesUnused", "AuthdRefreshTokenReused", "AuthdMailWaits", "AuthdDatabaseUnreachable"} {
		if !seen[alert] {
			t.Errorf("there is no %s", alert)
		}
	}
}

func TestTheDashboard(t *testing.T) {
	data, err := os.ReadFile("../../deploy/grafana/authd.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr, RefID string }
		}
	}
	if err := json.Unmarshal(data, &board); err != nil || len(board.Panels) < 10 {
		t.Fatalf("%d panels: %v", len(board.Panels), err)
	}
	registered, ids := names(newMetrics(&fakeStore{})), map[int]bool{}
	for _, p := range board.Panels {
		if ids[p.ID] || p.Title == "" || len(p.Targets) == 0 {
			t.Errorf("panel %d %q is there twice, or asks nothing", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			for _, wrong := range asks(target.Expr, registered) {
				t.Errorf("%s: %s", p.Title, wrong)
			}
		}
	}
}
