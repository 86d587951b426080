package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

const megabyte = 1 << 20

// write swaps a key ring of a megabyte so often, and returns how large SQLite's log
// was at most after a swap, in bytes.
func write(t *testing.T, db *store.DB, path string, swaps int) int64 {
	t.Helper()
	version, _, err := db.LoadKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	largest := int64(0)
	for i := range int64(swaps) { // SQLite does not write what stays the same
		if err := db.SwapKeys(t.Context(), version+i, strings.Repeat(string(rune('a'+i%2)), megabyte), authd.Event{At: noon}); err != nil {
			t.Fatal(err)
		}
		largest = max(largest, logSize(t, path))
	}
	return largest
}

func logSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// RE-06: reads that never pause do not keep SQLite's log from being folded in.
func TestRE06_TheLogStaysSmallBesideReaders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authd.db")
	db := storetest.Open(t, "sqlite", path)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := db.RegistryRevision(t.Context()); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	largest := write(t, db, path, 70)
	close(stop)
	readers.Wait()
	t.Logf("70 MB were written, and the log had %d MB at most", largest/megabyte)
	if largest >= 64*megabyte {
		t.Errorf("the log had %d bytes", largest)
	}
}

// RE-06: what a long reader, as a backup is, lets the log grow to is given back.
func TestRE06_TheLogIsCutAfterALongReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authd.db")
	db := storetest.Open(t, "sqlite", path)
	write(t, db, path, 1)
	reader, err := db.Reader().BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reader.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM key_ring").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if grown := write(t, db, path, 30); grown < 30*megabyte {
		t.Fatalf("the log has %d bytes beside a reader, so this shows nothing", grown)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	write(t, db, path, 3)
	if size := logSize(t, path); size > 16*megabyte {
		t.Errorf("the log still has %d bytes", size)
	}
}
