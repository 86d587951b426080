package engine_test

import (
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/store/engine"
	"authd/internal/store/storetest"
)

func TestANewerDatabaseIsRefused(t *testing.T) {
	for driver, dsn := range map[string]string{
		"sqlite":   filepath.Join(t.TempDir(), "authd.db"),
		"postgres": storetest.PostgresDSN(t),
	} {
		t.Run(driver, func(t *testing.T) {
			db, err := engine.Open(t.Context(), source(driver, dsn))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Writer.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (900, TRUE)"); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			_, err = engine.Open(t.Context(), source(driver, dsn))
			if err == nil || !strings.Contains(err.Error(), "run the newer authd") {
				t.Errorf("got %v", err)
			}
		})
	}
}
