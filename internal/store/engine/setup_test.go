package engine_test

import (
	"os"
	"path/filepath"
	"testing"

	"authd/internal/store/engine"
)

// source is a database with the true schema.
func source(driver, dsn string) engine.Source {
	return engine.Source{Driver: driver, DSN: dsn, Schema: os.DirFS(filepath.Join("..", "migrations"))}
}

// opened is a database until the end of the test.
func opened(t *testing.T, driver, dsn string) *engine.Pools {
	t.Helper()
	pools, err := engine.Open(t.Context(), source(driver, dsn))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pools.Close(); err != nil {
			t.Error(err)
		}
	})
	return pools
}

func sqliteFile(t *testing.T) *engine.Pools {
	t.Helper()
	return opened(t, "sqlite", filepath.Join(t.TempDir(), "authd.db"))
}
