package transfer_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/engine"
	"authd/internal/store/transfer"
)

// UP-07: whatever way rows go, they are the same afterwards.
func TestUP07_BackupRestoreAndMoveChangeNothing(t *testing.T) {
	for from, open := range drivers {
		for to, openOther := range drivers {
			t.Run(from+" to "+to, func(t *testing.T) {
				first, second, third := open(t), openOther(t), open(t)
				filled(t, first)
				file, saved := backedUp(t, first)
				for _, table := range saved {
					if table.Rows == 0 {
						t.Errorf("%s has no row, so nothing is proved about it", table.Name)
					}
				}
				restored, err := transfer.Restore(t.Context(), transfer.Restoration{File: file, To: second})
				ok(t, err)
				moved, err := transfer.Move(t.Context(), second, third, nil)
				ok(t, err)
				if !slices.Equal(restored, saved) || !slices.Equal(moved, saved) {
					t.Errorf("saved\n%v\nrestored\n%v\nmoved\n%v", saved, restored, moved)
				}
				with(t, third, func(db *store.DB) {
					got, err := db.User(t.Context(), user(7).ID)
					if want := user(7); err != nil || got.Name != want.Name || !got.UpdatedAt.Equal(want.UpdatedAt) || got.EmailVerified {
						t.Errorf("got %+v, %v", got, err)
					}
				})
			})
		}
	}
}

// RE-27: who was logged in still is, unless that is not wanted.
func TestRE27_LoginsGoOnOrEnd(t *testing.T) {
	soon := noon.Add(time.Minute)
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) {
			from := open(t)
			filled(t, from)
			file, _ := backedUp(t, from)
			goOn, end := open(t), open(t)
			_, err := transfer.Restore(t.Context(), transfer.Restoration{File: file, To: goOn})
			ok(t, err)
			_, err = transfer.Restore(t.Context(), transfer.Restoration{File: file, To: end, RevokeAt: soon})
			ok(t, err)
			with(t, goOn, func(db *store.DB) { loggedIn(t, db, soon, nil) })
			with(t, end, func(db *store.DB) { loggedIn(t, db, soon, authd.ErrNotFound) })
			with(t, end, func(db *store.DB) { told(t, db, soon) })

			with(t, goOn, func(running *store.DB) { // beside a server
				ok(t, transfer.RevokeAll(t.Context(), goOn, soon))
				loggedIn(t, running, soon, authd.ErrNotFound)
				told(t, running, soon)
				if _, err := running.User(t.Context(), user(0).ID); err != nil {
					t.Errorf("the person: %v", err)
				}
			})
		})
	}
}

// loggedIn looks for each kind of login.
func loggedIn(t *testing.T, db *store.DB, now time.Time, want error) {
	t.Helper()
	_, sessionErr := db.Session(t.Context(), session(0).Hash, now)
	_, familyErr := db.Family(t.Context(), family().ID, now)
	_, ticketErr := db.Ticket(t.Context(), ticket().Hash, now)
	for what, err := range map[string]error{"session": sessionErr, "refresh family": familyErr, "ticket": ticketErr} {
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", what, err, want)
		}
	}
	_, verdict, err := db.Challenge(t.Context(), "slot", now)
	if ended := verdict == authd.Absent; err != nil || ended != (want != nil) {
		t.Errorf("challenge: %v, %v", verdict, err)
	}
	if want != nil {
		mails, err := db.ClaimMail(t.Context(), now, time.Minute, 10)
		if err != nil || len(mails) > 0 {
			t.Errorf("mails still wait: %v, %v", mails, err)
		}
	}
}

// told says that the clients of both sessions that lived hear of their end.
func told(t *testing.T, db *store.DB, now time.Time) {
	t.Helper()
	notices, err := db.ClaimNotices(t.Context(), now, time.Minute, 10)
	ok(t, err)
	var sids []string
	for _, n := range notices {
		sids = append(sids, n.SID)
	}
	for _, want := range []string{session(0).SID, session(1).SID} {
		if !slices.Contains(sids, want) {
			t.Errorf("nobody is told of %s, only of %v", want, sids)
		}
	}
}

// UP-06: a backup beside a server that writes is of one moment: each session in
// it has its person, and the tables are as whole as their contents say.
func TestUP06_BackupWhileAServerWrites(t *testing.T) {
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) {
			from := open(t)
			filled(t, from)
			ctx, stop := context.WithCancel(t.Context())
			server, err := store.Open(ctx, from.Driver, from.DSN)
			ok(t, err)
			var writing sync.WaitGroup
			writing.Go(func() { logInUntil(ctx, t, server) })
			var sizes []int64
			for range 3 {
				file, done := backedUp(t, from)
				restored, err := transfer.Restore(t.Context(), transfer.Restoration{File: file, To: drivers["sqlite"](t)})
				if err != nil || !slices.Equal(restored, done) {
					t.Errorf("restore: %v", err)
				}
				// The person came first, so one may be there without a session.
				sessions := rows(done, "sessions")
				if more := rows(done, "users") - people - (sessions - 2); more != 0 && more != 1 {
					t.Errorf("%d people without a session are of two moments", more)
				}
				sizes = append(sizes, sessions)
			}
			stop()
			writing.Wait()
			ok(t, server.Close())
			if sizes[0] == sizes[len(sizes)-1] {
				t.Error("the server wrote nothing meanwhile, so nothing is proved")
			}
		})
	}
}

// logInUntil makes people and their sessions until ctx ends.
func logInUntil(ctx context.Context, t *testing.T, db *store.DB) {
	for n := people; ctx.Err() == nil; n++ {
		_, userErr := db.FindOrCreateUser(ctx, user(n))
		_, sessionErr := db.PutSession(ctx, session(n), nil)
		if err := errors.Join(userErr, sessionErr); err != nil && ctx.Err() == nil {
			t.Error(err)
			return
		}
	}
}

func rows(tables []transfer.Table, name string) int64 {
	for _, table := range tables {
		if table.Name == name {
			return table.Rows
		}
	}
	return -1
}

// UP-06: the file is a whole database, on which authd could run.
func TestUP06_ABackupIsADatabase(t *testing.T) {
	from := drivers["sqlite"](t)
	filled(t, from)
	file, _ := backedUp(t, from)
	pools, err := engine.OpenCopy(file)
	ok(t, err)
	var integrity string
	if err := pools.Reader.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&integrity); err != nil || integrity != "ok" {
		t.Errorf("integrity_check: %q, %v", integrity, err)
	}
	ok(t, pools.Close())
	with(t, source(t, "sqlite", file), func(db *store.DB) { loggedIn(t, db, noon, nil) })
}

func TestABackupIsForItsOwnerAndReplacesNothing(t *testing.T) {
	from := drivers["sqlite"](t)
	filled(t, from)
	file, _ := backedUp(t, from)
	before, err := os.ReadFile(file)
	ok(t, err)
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if _, err := transfer.Backup(t.Context(), from, file, nil); err == nil || !strings.Contains(err.Error(), "name another file") {
		t.Errorf("got %v", err)
	}
	if after, err := os.ReadFile(file); err != nil || !slices.Equal(before, after) {
		t.Errorf("the file changed, %v", err)
	}
	alone(t, file)
}

// alone says that only file is in its folder.
func alone(t *testing.T, file string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(file) {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestADamagedBackupIsRefused(t *testing.T) {
	from := drivers["sqlite"](t)
	filled(t, from)
	whole, _ := backedUp(t, from)
	for name, test := range map[string]struct {
		damage func(t *testing.T, file string)
		want   string
	}{
		"a changed row":         {run("UPDATE users SET email = 'mallory@example.com' WHERE id = 'email|007'"), "users has 250 rows with checksum"},
		"a missing row":         {run("DELETE FROM consents"), "consents has 0 rows"},
		"a row more":            {run("INSERT INTO spent_codes VALUES ('x', 1)"), "spent_codes has 2 rows"},
		"an exchanged value":    {run("UPDATE challenges SET code_hash = '', link_hash = NULL"), "challenges has 1 rows"},
		"a missing table":       {run("DROP TABLE consents"), "no such table"},
		"no contents":           {run("DROP TABLE backup_contents"), "read its contents"},
		"empty contents":        {run("DELETE FROM backup_contents"), "do not name the table key_ring"},
		"less contents":         {run("DELETE FROM backup_contents WHERE name = 'users'"), "do not name the table users"},
		"contents of other sum": {run("UPDATE backup_contents SET checksum = '' WHERE name = 'users'"), "users has 250 rows"},
		"a foreign table":       {run(`UPDATE backup_contents SET name = 'users; DROP TABLE users' WHERE name = 'users'`), "do not name the table users"},
		"a table more":          {run(`INSERT INTO backup_contents VALUES ('users; DROP TABLE users', 0, '')`), "does not know"},
		"half the file":         {func(t *testing.T, file string) { ok(t, os.Truncate(file, 40960)) }, "malformed"},
		"another file": {func(t *testing.T, file string) {
			ok(t, os.WriteFile(file, []byte("no database at all, but text"), 0o600))
		}, "not a database"},
		"no file":       {func(t *testing.T, file string) { ok(t, os.Remove(file)) }, "no such file"},
		"a newer one":   {run("INSERT INTO goose_db_version (version_id, is_applied) VALUES (900, TRUE)"), "version 900"},
		"a column more": {run("ALTER TABLE users ADD COLUMN extra TEXT"), "users has 250 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "backup.db")
			text, err := os.ReadFile(whole)
			ok(t, err)
			ok(t, os.WriteFile(file, text, 0o600))
			test.damage(t, file)
			to := drivers["sqlite"](t)
			_, err = transfer.Restore(t.Context(), transfer.Restoration{File: file, To: to})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			takes(t, to, whole)
		})
	}
}

// takes says that to is still empty: a backup that is whole can be restored there.
func takes(t *testing.T, to engine.Source, file string) {
	t.Helper()
	if _, err := transfer.Restore(t.Context(), transfer.Restoration{File: file, To: to}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func run(statement string) func(*testing.T, string) {
	return func(t *testing.T, file string) {
		pools, err := engine.OpenBeside(t.Context(), source(t, "sqlite", file))
		ok(t, err)
		_, err = pools.Writer.ExecContext(t.Context(), statement)
		ok(t, errors.Join(err, pools.Close()))
	}
}

func TestOnlyAnEmptyDatabaseIsFilled(t *testing.T) {
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) {
			from, to := open(t), open(t)
			filled(t, from)
			file, _ := backedUp(t, from)
			with(t, to, func(db *store.DB) {
				ok(t, db.SwapKeys(t.Context(), 0, "mine", authd.Event{Type: authd.EventKeysChanged, At: noon}))
			})
			_, err := transfer.Restore(t.Context(), transfer.Restoration{File: file, To: to})
			if err == nil || !strings.Contains(err.Error(), "not empty") || !strings.Contains(err.Error(), "key_ring (1)") {
				t.Errorf("restore: got %v", err)
			}
			if _, err := transfer.Move(t.Context(), from, to, nil); err == nil || !strings.Contains(err.Error(), "key_ring (1)") {
				t.Errorf("move: got %v", err)
			}
			with(t, to, func(db *store.DB) {
				if _, sealed, err := db.LoadKeys(t.Context()); err != nil || sealed != "mine" {
					t.Errorf("the keys became %q, %v", sealed, err)
				}
			})
		})
	}
}

// A health check has written, which is no reason to refuse.
func TestADatabaseThatWasOnlyAskedForHealthIsEmpty(t *testing.T) {
	from, to := drivers["sqlite"](t), drivers["sqlite"](t)
	filled(t, from)
	with(t, to, func(db *store.DB) { ok(t, db.Ping(t.Context())) })
	file, _ := backedUp(t, from)
	takes(t, to, file)
}

func TestABackupOfAnOlderAuthdIsBroughtUpToDate(t *testing.T) {
	old := drivers["sqlite"](t)
	filled(t, old)
	file, saved := backedUp(t, old)
	before, err := os.ReadFile(file)
	ok(t, err)
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) {
			to := open(t)
			to.Schema = grown(t, to.Schema)
			restored, err := transfer.Restore(t.Context(), transfer.Restoration{File: file, To: to})
			ok(t, err)
			if rows(restored, "users") != rows(saved, "users") {
				t.Errorf("got %v", restored)
			}
			if after, err := os.ReadFile(file); err != nil || !slices.Equal(before, after) {
				t.Errorf("the backup changed, %v", err)
			}
			alone(t, file)
		})
	}
}

// grown is a schema with one migration more.
func grown(t *testing.T, schema fs.FS) fs.FS {
	t.Helper()
	files := fstest.MapFS{"00900_more.sql": {Data: []byte("-- +goose Up\nALTER TABLE users ADD COLUMN more TEXT NOT NULL DEFAULT 'new';\n")}}
	names, err := fs.Glob(schema, "*.sql")
	ok(t, err)
	for _, name := range names {
		data, err := fs.ReadFile(schema, name)
		ok(t, err)
		files[name] = &fstest.MapFile{Data: data}
	}
	return files
}

// Whoever stops half-way has what was there before.
func TestStoppingLeavesNothingBehind(t *testing.T) {
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) {
			from, to := open(t), open(t)
			filled(t, from)
			folder := t.TempDir()
			half := func() (context.Context, transfer.Progress) {
				ctx, stop := context.WithCancel(t.Context())
				return ctx, func(rows int) {
					if rows == people {
						stop()
					}
				}
			}
			ctx, progress := half()
			if _, err := transfer.Backup(ctx, from, filepath.Join(folder, "backup.db"), progress); !errors.Is(err, context.Canceled) {
				t.Errorf("backup: got %v", err)
			}
			if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
				t.Errorf("left behind: %v, %v", entries, err)
			}
			file, _ := backedUp(t, from)
			ctx, progress = half()
			if _, err := transfer.Restore(ctx, transfer.Restoration{File: file, To: to, Progress: progress}); !errors.Is(err, context.Canceled) {
				t.Errorf("restore: got %v", err)
			}
			takes(t, to, file)
		})
	}
}

// A wrong address must not look like a server that nobody ever used.
func TestWhatIsNotThereIsNotCopied(t *testing.T) {
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) {
			from, file := open(t), filepath.Join(t.TempDir(), "backup.db")
			_, backupErr := transfer.Backup(t.Context(), from, file, nil)
			_, moveErr := transfer.Move(t.Context(), from, drivers["sqlite"](t), nil)
			for what, err := range map[string]error{"backup": backupErr, "move": moveErr} {
				if err == nil || !strings.Contains(err.Error(), "storage.dsn: there is no") {
					t.Errorf("%s: got %v", what, err)
				}
			}
			if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a backup was made, %v", err)
			}
			if _, err := os.Stat(from.DSN); from.Driver == "sqlite" && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a database was made, %v", err)
			}
		})
	}
}

func TestAServersFileIsNotMovedAway(t *testing.T) {
	from := drivers["sqlite"](t)
	with(t, from, func(*store.DB) {
		if _, err := transfer.Move(t.Context(), from, drivers["sqlite"](t), nil); err == nil || !strings.Contains(err.Error(), "in use by another authd") {
			t.Errorf("got %v", err)
		}
	})
}

// A database that does not keep what it is given is found out.
func TestWhatWasWrittenIsReadAgain(t *testing.T) {
	from, to := drivers["sqlite"](t), drivers["sqlite"](t)
	filled(t, from)
	file, _ := backedUp(t, from)
	run("CREATE TRIGGER meddle AFTER INSERT ON consents BEGIN UPDATE consents SET given_at = 0; END")(t, to.DSN)
	_, err := transfer.Restore(t.Context(), transfer.Restoration{File: file, To: to})
	if err == nil || !strings.Contains(err.Error(), "copy consents: consents has 2 rows with checksum") {
		t.Errorf("got %v", err)
	}
	run("DROP TRIGGER meddle")(t, to.DSN)
	takes(t, to, file)
}
