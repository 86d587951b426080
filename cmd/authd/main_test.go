package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The files in testdata are sessions with the true command.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			for _, name := range []string{"PORT", "PORT2"} {
				port, err := freePort()
				if err != nil {
					return err
				}
				e.Setenv(name, port)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"expand": expand, "await": await, "browse": browse, "measure": measure, "obtain": obtain, "replace": replace, "register": register},
	})
}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"authd": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
	}})
}

// expand writes the environment into a file's $NAMEs: expand FILE.
func expand(ts *testscript.TestScript, _ bool, args []string) {
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// await asks a server on this machine until it answers: await PORT.
func await(ts *testscript.TestScript, _ bool, args []string) {
	for range 1500 {
		c, err := net.Dial("tcp", "127.0.0.1:"+args[0])
		if err == nil {
			ts.Check(c.Close())
			return
		}
		time.Sleep(20 * time.Millisecond) // another process: there is nothing to wait on
	}
	ts.Fatalf("nothing listens on port %s", args[0])
}

// obtain asks a server and writes one part of its answer into a file:
// obtain FILE NAME URL [field=value ...]. With fields they are posted, @FILE for
// what a file holds, and the answer is JSON; without, it is the fragment of a
// redirect.
func obtain(ts *testscript.TestScript, _ bool, args []string) {
	file, name, target, fields := args[0], args[1], args[2], url.Values{}
	for _, field := range args[3:] {
		key, value, _ := strings.Cut(field, "=")
		if from, isFile := strings.CutPrefix(value, "@"); isFile {
			value = strings.TrimSpace(ts.ReadFile(from))
		}
		fields.Set(key, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func() (*http.Response, error) { return client.Get(target) }
	if len(fields) > 0 {
		ask = func() (*http.Response, error) { return client.PostForm(target, fields) }
	}
	r, err := ask()
	ts.Check(err)
	defer r.Body.Close()
	var answer map[string]any
	if _, fragment, redirected := strings.Cut(r.Header.Get("Location"), "#"); redirected {
		v, err := url.ParseQuery(fragment)
		ts.Check(err)
		answer = map[string]any{name: v.Get(name)}
	} else {
		ts.Check(json.NewDecoder(r.Body).Decode(&answer))
	}
	if answer[name] == nil || answer[name] == "" {
		ts.Fatalf("%s: %s has no %s: %v", target, r.Status, name, answer)
	}
	ts.Check(os.WriteFile(ts.MkAbs(file), fmt.Appendln(nil, answer[name]), 0o600))
}

// replace changes a text in a file, which must have it: replace OLD NEW FILE.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s lacks %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(text, args[0], args[1])), 0o600))
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close() //nolint:errcheck // a socket nobody used
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port), nil
}
