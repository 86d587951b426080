package authd

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

var eventConstant = regexp.MustCompile(`(?m)^\tEvent\w+ +EventType = "(\w+)"`)

// A new type of event must be one that can be asked for.
func TestEventTypesAreAll(t *testing.T) {
	source, err := os.ReadFile("event.go")
	if err != nil {
		t.Fatal(err)
	}
	var declared []EventType
	for _, match := range eventConstant.FindAllSubmatch(source, -1) {
		declared = append(declared, EventType(match[1]))
	}
	if !slices.Equal(declared, EventTypes()) {
		t.Errorf("declared are %v, listed %v", declared, EventTypes())
	}
}
