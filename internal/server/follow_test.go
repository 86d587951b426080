package server

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/config"
)

// A followed system takes its configuration from a file.
type followed struct {
	*system
	path   string
	told   chan string
	hangup chan os.Signal
}

func follow(t *testing.T) *followed {
	f := &followed{newSystem(t), filepath.Join(t.TempDir(), "authd.yaml"), make(chan string, 100), make(chan os.Signal, 1)}
	f.write(settings)
	f.options.Source = &Source{
		Path: f.path, Level: new(slog.LevelVar), Hangup: f.hangup, Tell: func(line string) { f.told <- line },
		Load: func() (*config.Snapshot, error) {
			text, err := os.ReadFile(f.path)
			if err != nil {
				return nil, err
			}
			return read(string(text), f.config.DataDir)
		},
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { f.follow(ctx); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended })
	return f
}

// write puts a new file in the place of the old one, as editors do.
func (f *followed) write(text string) {
	f.t.Helper()
	fresh := f.path + ".new"
	if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Rename(fresh, f.path); err != nil {
		f.t.Fatal(err)
	}
}

// expect waits for a line that ends with text.
func (f *followed) expect(text string) {
	f.t.Helper()
	deadline := time.After(20 * time.Second) // only where the test fails
	for {
		select {
		case line := <-f.told:
			if strings.HasSuffix(line, text) {
				return
			}
		case <-deadline:
			f.t.Fatalf("nobody was told %q", text)
		}
	}
}

func (f *followed) expectMetric(want string) {
	f.t.Helper()
	if got := f.metric("authd_config_last_reload_successful"); got != "authd_config_last_reload_successful "+want {
		f.t.Errorf("the metric says %s", got)
	}
}

// A file that changes is taken over, a bad one refused with all its mistakes,
// and a hangup asks again.
func TestTheFileIsFollowed(t *testing.T) {
	f := follow(t)
	f.hangup <- os.Interrupt
	f.expect("configuration read again: nothing changed")
	f.write(strings.Replace(settings, "friendly_name: Test", "friendly_name: Renamed", 1))
	f.expect("configuration changed: tenant.friendly_name: from Test to Renamed")

	f.write(strings.Replace(strings.Replace(settings, "tries: 3", "tries: 99", 1), "friendly_name", "friendly_nam", 1))
	f.expect(`tenant.friendly_nam: unknown key, did you mean "friendly_name"?`)
	f.expect("limits.code.tries: must be from 1 to 10, not 99")
	f.expectMetric("0")
	if name := f.current.Load().config.Directory.Tenant.FriendlyName; name != "Renamed" {
		t.Errorf("in force is %s", name)
	}

	f.write(settings)
	f.expect("configuration changed: tenant.friendly_name: from Renamed to Test")
	f.hangup <- os.Interrupt
	f.expect("configuration read again: nothing changed")
	f.expectMetric("1")
}

func TestTheLogsLevelIsASettingToo(t *testing.T) {
	f := follow(t)
	f.write(settings + "log: {level: debug}\n")
	f.expect("log.level: set to debug")
	f.hangup <- os.Interrupt // after which the one before is through
	f.expect("nothing changed")
	if level := f.options.Source.Level.Level(); level != slog.LevelDebug {
		t.Errorf("the level is %v", level)
	}
}

func TestAFileThatIsBeingWrittenIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	w := &watch{}
	for i, row := range []struct {
		text string // written before this look; empty: nothing is
		want bool
	}{
		{"", false},       // there is no file
		{"one", false},    // it has just come
		{"two...", false}, // it is still being written
		{"", true},
		{"", false}, // taken already
		{"three........", false},
		{"", true},
	} {
		if row.text != "" {
			if err := os.WriteFile(path, []byte(row.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.changed(state(path)); got != row.want {
			t.Errorf("look %d: %v", i, got)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if w.changed(state(path)) {
			t.Error("a file that is gone was taken")
		}
	}
}
