package archtest

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// A rule about something that is gone guards nothing and reads as if it did.

func TestEveryPackageHasALayer(t *testing.T) {
	for _, group := range groups(t) {
		if layerOf(group) < 0 {
			t.Errorf("internal/%s stands in no layer: put it into layers in rules_test.go", group)
		}
	}
}

func TestRulesNamePackagesThatExist(t *testing.T) {
	edges := read(t)
	for _, place := range named() {
		if !slices.ContainsFunc(edges, func(e edge) bool { return e.within(place) }) {
			t.Errorf("a rule names %q, and there is no such package", place)
		}
	}
}

func TestAllowedNeighboursAreNeeded(t *testing.T) {
	edges := read(t)
	for _, n := range neighbours {
		if !slices.ContainsFunc(edges, func(e edge) bool { return e.group == n.from && e.to() == n.to }) {
			t.Errorf("%s does not import %s any more: take the rule out", n.from, n.to)
		}
	}
}

func TestForeignPackagesAreStillUsed(t *testing.T) {
	edges := read(t)
	for _, o := range foreign {
		for _, place := range o.places {
			if !slices.ContainsFunc(edges, func(e edge) bool { return e.within(place) && strings.HasPrefix(e.path, o.path) }) {
				t.Errorf("%s does not import %s any more: take it out of the rule", place, o.path)
			}
		}
	}
}

func TestEveryRuleSaysWhy(t *testing.T) {
	for _, n := range neighbours {
		saysWhy(t, n.from+" to "+n.to, n.why)
	}
	for _, b := range bans {
		saysWhy(t, b.from+" to "+b.to, b.why)
	}
	for _, o := range foreign {
		saysWhy(t, o.path, o.why)
	}
	for group, why := range standardOnly {
		saysWhy(t, group, why)
	}
}

func saysWhy(t *testing.T, rule, why string) {
	t.Helper()
	if why == "" {
		t.Errorf("the rule about %s gives no reason", rule)
	}
}

// groups are the package groups there are, each once.
func groups(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, e := range read(t) {
		found = append(found, e.group)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// named are the package groups the rules speak of.
func named() []string {
	names := slices.Concat(layers...)
	for _, n := range neighbours {
		names = append(names, n.from, n.to)
	}
	for _, b := range bans {
		names = append(names, b.from, b.to)
	}
	for _, o := range foreign {
		names = append(names, o.places...)
	}
	return slices.AppendSeq(names, maps.Keys(standardOnly))
}
