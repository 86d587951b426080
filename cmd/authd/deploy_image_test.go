package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// An instruction is one line of the Dockerfile.
type instruction struct{ word, rest string }

func dockerfile(t *testing.T) []instruction {
	t.Helper()
	var all []instruction
	for line := range strings.Lines(text(t, "Dockerfile")) {
		if word, rest, is := strings.Cut(strings.TrimSpace(line), " "); is && word != "#" {
			all = append(all, instruction{word, rest})
		}
	}
	return all
}

// last is what the image has: the last instruction of that word.
func last(t *testing.T, word string) string {
	t.Helper()
	found := ""
	for _, i := range dockerfile(t) {
		if i.word == word {
			found = i.rest
		}
	}
	if found == "" {
		t.Fatalf("the Dockerfile has no %s", word)
	}
	return found
}

// program is a command line in brackets.
func program(t *testing.T, text string) []string {
	t.Helper()
	var words []string
	if err := json.Unmarshal([]byte(text[strings.IndexByte(text, '['):]), &words); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return words
}

func TestTheImageStartsThisProgram(t *testing.T) {
	entry, cmd, check := program(t, last(t, "ENTRYPOINT")), program(t, last(t, "CMD")), program(t, last(t, "HEALTHCHECK"))
	understood(t, cmd)
	understood(t, check[1:])
	if len(entry) != 1 || check[0] != entry[0] {
		t.Errorf("it starts %v and asks %v", entry, check)
	}
	if configOf(t, cmd) != configOf(t, check) {
		t.Error("the server and its health check read two configurations")
	}
	copied := false
	for _, i := range dockerfile(t) {
		copied = copied || i.word == "COPY" && strings.HasSuffix(i.rest, " "+entry[0])
	}
	if !copied {
		t.Errorf("nothing is copied to %s", entry[0])
	}
}

func TestTheImageHasNothingElseAndNoRoot(t *testing.T) {
	if last(t, "FROM") != "scratch" || last(t, "USER") != "65532:65532" || last(t, "VOLUME") != "/data" {
		t.Errorf("FROM %s, USER %s, VOLUME %s", last(t, "FROM"), last(t, "USER"), last(t, "VOLUME"))
	}
}

// What the build needs is in the context, and its Go is that of go.mod.
func TestTheImageCanBeBuilt(t *testing.T) {
	ignored := strings.Fields(text(t, ".dockerignore"))
	for _, i := range dockerfile(t) {
		if i.word != "COPY" || strings.HasPrefix(i.rest, "--from") {
			continue
		}
		words := strings.Fields(i.rest)
		for _, source := range words[:len(words)-1] {
			if _, err := os.Stat(filepath.Join(root, source)); err != nil || slices.Contains(ignored, source) {
				t.Errorf("COPY %s: %v, ignored: %v", source, err, ignored)
			}
		}
	}
	wants := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(text(t, "go.mod"))[1]
	if !strings.Contains(text(t, "Dockerfile"), "FROM golang:"+wants+"-") {
		t.Errorf("the image is not built with Go %s", wants)
	}
	// The one package that is in neither cmd nor internal.
	if !strings.Contains(text(t, "Dockerfile"), "COPY docs/lint ") {
		t.Error("docs/lint is not copied")
	}
}
