package users

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

// people keeps users as the store does.
type people struct {
	kept    []authd.User
	batches []int
	fail    error
	after   func() // called after each batch
}

func (p *people) ImportUsers(_ context.Context, users []authd.User, _ time.Time) ([]authd.Imported, error) {
	if p.fail != nil {
		return nil, p.fail
	}
	p.batches = append(p.batches, len(users))
	became := make([]authd.Imported, len(users))
	for i, u := range users {
		became[i] = p.keep(u)
	}
	if p.after != nil {
		p.after()
	}
	return became, nil
}

func (p *people) keep(u authd.User) authd.Imported {
	for _, o := range p.kept {
		switch {
		case o.ID == u.ID && o.Identifier == u.Identifier:
			return authd.ImportKnown
		case o.ID == u.ID || o.Identifier == u.Identifier:
			return authd.ImportContested
		}
	}
	p.kept = append(p.kept, u)
	return authd.ImportAdded
}

// line is the n-th person.
func line(n int) string {
	return fmt.Sprintf(`{"user_id":"email|%d","email":"%d@example.com","email_verified":true}`, n, n) + "\n"
}

func export(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i))
	}
	return b.String()
}

func run(t *testing.T, text string, keep Keeper) Result {
	t.Helper()
	j := Job{From: strings.NewReader(text), Rules: rules, Keep: keep}
	got, err := j.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestBatchesKeepEverybodyOnce(t *testing.T) {
	for _, n := range []int{0, 1, batch - 1, batch, batch + 1, 2*batch + 7} {
		p := &people{}
		text := export(n)
		if got := run(t, text, p); got.Added != n || got.Lines != n || len(p.kept) != n || got.Flawed() {
			t.Errorf("%d lines: %+v, %d kept", n, got, len(p.kept))
		}
		for _, size := range p.batches {
			if size > batch {
				t.Errorf("a batch of %d", size)
			}
		}
		if got := run(t, text, p); got.Added != 0 || got.Known != n || len(p.kept) != n {
			t.Errorf("%d lines again: %+v", n, got)
		}
	}
}

func TestADryRunKeepsNobody(t *testing.T) {
	if got := run(t, export(3), nil); got.Taken != 3 || got.Added != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestLineEndsAndEmptyLines(t *testing.T) {
	text := "\ufeff" + strings.TrimSpace(line(1)) + "\r\n\n   \n" + strings.TrimSpace(line(2))
	if got := run(t, text, &people{}); got.Added != 2 || got.Lines != 4 || got.Flawed() {
		t.Errorf("got %+v", got)
	}
}

func TestWrongLinesAreNamedAndPassedOver(t *testing.T) {
	long := `{"user_id":"email|9","email":"9@example.com","user_metadata":"` + strings.Repeat("x", longestLine) + `"}` + "\n"
	text := line(1) + "nonsense\n" + long + line(1) + `{"user_id":"email|1","email":"other@example.com"}` + "\n" + line(2) + `{"user_id":"twitter|1"}` + "\n" + strings.TrimSpace(long)
	got := run(t, text, &people{})
	want := Result{Lines: 8, Added: 2, Known: 1, Contested: 1, Bad: 3, LeftOut: map[string]int{`from "twitter", which nobody can log in with here`: 1}, Notes: []Note{
		{2, "is no JSON object"}, {3, "is longer than 1048576 bytes"}, {8, "is longer than 1048576 bytes"}, {5, "its user_id or its address belongs to somebody else here"},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !got.Flawed() {
		t.Error("it counts as flawless")
	}
}

func TestOnlyTheFirstLinesAreNamed(t *testing.T) {
	var reasons strings.Builder
	for i := range 200 {
		fmt.Fprintf(&reasons, "nonsense\n{\"user_id\":\"p%d|1\"}\n", i)
	}
	got := run(t, reasons.String(), &people{})
	if got.Bad != 200 || len(got.Notes) != mostNotes || len(got.LeftOut) != mostReasons+1 || got.LeftOut["for other reasons"] != 150 {
		t.Errorf("%d bad, %d notes, %d reasons: %v", got.Bad, len(got.Notes), len(got.LeftOut), got.LeftOut)
	}
	var b strings.Builder
	if err := got.Write(&b); err != nil || !strings.Contains(b.String(), "and 180 lines more") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestGzip(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(export(5))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := run(t, zipped.String(), &people{}); got.Added != 5 {
		t.Errorf("got %+v", got)
	}
	p := &people{}
	j := Job{From: bytes.NewReader(zipped.Bytes()[:zipped.Len()-6]), Rules: rules, Keep: p}
	got, err := j.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "reading broke off after line 5") || got.Added != 5 {
		t.Errorf("cut off: %+v, %v", got, err)
	}
	j = Job{From: strings.NewReader("\x1f\x8bnonsense"), Rules: rules, Keep: p}
	if _, err := j.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("no gzip: %v", err)
	}
}

func TestItStopsBetweenBatchesAndGoesOn(t *testing.T) {
	text := export(3*batch + 5)
	ctx, stop := context.WithCancel(t.Context())
	p := &people{}
	p.after = func() {
		if len(p.batches) == 2 {
			stop()
		}
	}
	j := Job{From: strings.NewReader(text), Rules: rules, Keep: p}
	got, err := j.Run(ctx)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), fmt.Sprintf("stopped before line %d was kept", 2*batch+1)) {
		t.Errorf("got %v", err)
	}
	if got.Added != 2*batch || len(p.kept) != 2*batch {
		t.Errorf("got %+v, %d kept", got, len(p.kept))
	}
	if got := run(t, text, p); got.Known != 2*batch || got.Added != batch+5 {
		t.Errorf("then %+v", got)
	}
}

// A person who presses Ctrl-C while a batch is on its way.
type hasty struct {
	people
	stop func()
}

func (e *hasty) ImportUsers(ctx context.Context, users []authd.User, now time.Time) ([]authd.Imported, error) {
	e.stop()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return e.people.ImportUsers(ctx, users, now)
}

func TestABatchThatWasBegunIsEnded(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	j := Job{From: strings.NewReader(export(2 * batch)), Rules: rules, Keep: &hasty{stop: stop}}
	if got, err := j.Run(ctx); got.Added != batch || err == nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAStoreThatFailsStopsIt(t *testing.T) {
	broken := errors.New("disk full")
	j := Job{From: strings.NewReader(export(3)), Rules: rules, Keep: &people{fail: broken}}
	got, err := j.Run(t.Context())
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "stopped before line 1 was kept") || got.Added != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestReadingThatFailsKeepsWhatWasRead(t *testing.T) {
	broken := errors.New("cable pulled")
	p := &people{}
	j := Job{From: io.MultiReader(strings.NewReader(export(3)), failing{broken}), Rules: rules, Keep: p}
	got, err := j.Run(t.Context())
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "after line 3") || got.Added != 3 || len(p.kept) != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestProgressIsToldAfterEachBatch(t *testing.T) {
	var told []int
	j := Job{From: strings.NewReader(export(2*batch + 1)), Rules: rules, Progress: func(r Result) { told = append(told, r.Lines) }}
	if _, err := j.Run(t.Context()); err != nil || !slices.Equal(told, []int{batch, 2 * batch, 2*batch + 1}) {
		t.Errorf("told %v, %v", told, err)
	}
}

func TestAFileThatChangesIsNoticed(t *testing.T) {
	later := noon.Add(time.Hour)
	for name, change := range map[string]func(path string) error{
		"replaced": func(path string) error {
			if err := os.WriteFile(path+".new", []byte(export(3)), 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		},
		"removed":           os.Remove,
		"cut off":           func(path string) error { return os.Truncate(path, 10) },
		"written anew":      func(path string) error { return os.Chtimes(path, later, later) },
		"written on":        func(path string) error { return appendTo(path, line(7)) },
		"nothing of it all": nil,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "users.json")
			if err := os.WriteFile(path, []byte(export(3)), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			if n, err := f.Read(make([]byte, 20)); n != 20 || err != nil || f.Done() <= 0 || f.Done() >= 1 {
				t.Fatal(n, err, f.Done())
			}
			if change != nil {
				if err := change(path); err != nil {
					t.Fatal(err)
				}
			}
			_, err = io.ReadAll(f)
			if changed := errors.Is(err, errChanged); changed != (change != nil) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

func TestOnlyFilesAreOpened(t *testing.T) {
	if _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("got %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
