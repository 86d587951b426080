package rig

import (
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

func TestALineOfStatIsReadBehindTheName(t *testing.T) {
	line := "42 (a ) (b) S 7 42 42 0 -1 4194560 3771 657464 0 7 300 25 1000 500 20 0 1 0 1665523 5124096 955 18446744073709551615 9"
	got, err := parseStat(line)
	if err != nil {
		t.Fatal(err)
	}
	if want := (stat{parent: 7, own: 3250 * time.Millisecond, ended: 15 * time.Second, pages: 955}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, bad := range []string{"", "42 (short) S 7", strings.Replace(line, "300", "x", 1)} {
		if _, err := parseStat(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestCPUOfAProcessAndOfItsFamily(t *testing.T) {
	before, family := read(t, CPU, os.Getpid()), read(t, FamilyCPU, os.Getppid())
	burn(5 * tick)
	used, ofFamily := read(t, CPU, os.Getpid())-before, read(t, FamilyCPU, os.Getppid())-family
	if used < 4*tick || ofFamily < 4*tick {
		t.Errorf("%v were used, and %v by the family of the parent", used, ofFamily)
	}
	if memory, err := Memory(os.Getpid()); err != nil || memory < 1<<20 {
		t.Errorf("%d bytes, %v", memory, err)
	}
	if _, err := CPU(0); err == nil {
		t.Error("a process that is none has used something")
	}
}

func read(t *testing.T, cpu func(int) (time.Duration, error), pid int) time.Duration {
	t.Helper()
	d, err := cpu(pid)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// burn uses the processor until the process has used so much more of it.
func burn(d time.Duration) {
	first, _ := CPU(os.Getpid())
	for used := first; used < first+d; used, _ = CPU(os.Getpid()) {
		for range 1000 {
			sha256.Sum256(make([]byte, 1024))
		}
	}
}

func TestMetricsAreReadWithTheirLabels(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("# HELP a_total Of a.\n# TYPE a_total counter\na_total{kind=\"read one\"} 12\nb 1.5e+06\n"))
	}))
	defer s.Close()
	got, err := (&Process{Admin: s.Listener.Addr().String()}).Metrics(t.Context())
	if err != nil || len(got) != 2 || got[`a_total{kind="read one"}`] != 12 || got["b"] != 1.5e6 {
		t.Errorf("%v, %v", got, err)
	}
}
