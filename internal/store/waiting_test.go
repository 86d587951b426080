package store_test

import (
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

// These are the races of PostgreSQL that chance shows too rarely: a statement
// picks a row, waits for another writer to let go of it, and must look again.

func TestRC09_AMailClaimedMeanwhileIsLeftAlone(t *testing.T) {
	db := waitingRoom(t)
	behind(t, db, "UPDATE outbox SET due_at = due_at + 60000", func() {
		mails, err := db.ClaimMail(t.Context(), noon, time.Minute, 10)
		if err != nil || len(mails) != 0 {
			t.Errorf("claimed %v, %v; the other worker has it", mails, err)
		}
	})
}

func TestRC09_AChallengeReplacedMeanwhileIsNotSwept(t *testing.T) {
	db := waitingRoom(t)
	behind(t, db, "UPDATE challenges SET expires_at = expires_at + 60000", func() {
		if _, err := db.DeleteExpired(t.Context(), noon.Add(time.Minute), 10); err != nil {
			t.Error(err)
		}
	})
	if _, verdict, err := db.Challenge(t.Context(), "slot", noon.Add(time.Minute)); err != nil || verdict != authd.Right {
		t.Errorf("the fresh challenge: verdict %v, %v", verdict, err)
	}
}

// RC-02: the last try, counted by another guess meanwhile, is not had twice.
func TestRC02_ATryUsedUpMeanwhileIsGone(t *testing.T) {
	db := waitingRoom(t)
	behind(t, db, "UPDATE challenges SET tries = max_tries", func() {
		if _, verdict, err := db.TakeChallenge(t.Context(), "slot", []byte("code"), noon); err != nil || verdict != authd.Exhausted {
			t.Errorf("verdict %v, %v, want exhausted", verdict, err)
		}
	})
}

// RC-02, PL-10: a taker who waits behind the one who wins gets nothing.
func TestPL10_ACodeTakenMeanwhileIsGone(t *testing.T) {
	db := waitingRoom(t)
	behind(t, db, "DELETE FROM challenges", func() {
		if _, verdict, err := db.TakeChallenge(t.Context(), "slot", []byte("code"), noon); err != nil || verdict != authd.Absent {
			t.Errorf("verdict %v, %v, want absent", verdict, err)
		}
	})
}

// waitingRoom is a database with one challenge, good for a minute, and its mail.
func waitingRoom(t *testing.T) *store.DB {
	t.Helper()
	db := storetest.Postgres(t)
	err := db.PutChallenge(t.Context(), authd.Challenge{
		Slot: "slot", CodeHash: []byte("code"), MaxTries: 3, CreatedAt: noon, ExpiresAt: noon.Add(time.Minute),
	}, &authd.Mail{ID: "mail", ExpiresAt: noon.Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// behind runs deed while a transaction that did statement is open, and commits
// that as soon as deed waits for it.
func behind(t *testing.T, db *store.DB, statement string, deed func()) {
	t.Helper()
	tx, err := db.Writer().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		deed()
	}()
	for waiting := 0; waiting == 0; {
		select {
		case <-done:
			t.Fatal("it did not wait for the other writer")
		default:
		}
		err := db.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	<-done
}
