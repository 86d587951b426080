package passwordless

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/store"
)

func TestTheMailSaysWhichLoginItIs(t *testing.T) {
	b := newBench(t)
	mail := b.askAs(t, Start{ClientID: "spa", Connection: "email", Address: " Ada@EXAMPLE.com", Language: "de"})
	mail.Code, mail.Link = "", ""
	wanted := authd.LoginMessage{Channel: "email", To: ada, ClientName: "My SPA", Host: "login.example.com", Lifetime: 10 * time.Minute, Language: "de"}
	if mail != wanted {
		t.Errorf("got %+v, want %+v", mail, wanted)
	}
}

func TestWhatAStartIsRefusedFor(t *testing.T) {
	rows := []struct {
		name string
		in   Start
		code string
	}{
		{"no client", Start{Connection: "email", Address: ada}, BadClientID},
		{"unknown client", Start{ClientID: "none", Connection: "email", Address: ada}, BadClientID},
		{"no connection", Start{ClientID: "spa", Address: ada}, BadConnection},
		{"unknown connection", Start{ClientID: "spa", Connection: "none", Address: ada}, BadConnection},
		{"an address by text message", Start{ClientID: "spa", Connection: "sms", Address: ada}, BadPhoneNumber},
		{"a connection of other clients", Start{ClientID: "other", Connection: "second", Address: ada}, BadConnection},
		{"no address", Start{ClientID: "spa", Connection: "email"}, BadEmail},
		{"two addresses", Start{ClientID: "spa", Connection: "email", Address: "a@b.com,c@d.com"}, BadEmail},
	}
	b := newBench(t)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var refused *oauth.Error
			err := b.Start(t.Context(), row.in, now)
			if !errors.As(err, &refused) || refused.Code != row.code || refused.HTTPStatus() != 400 {
				t.Errorf("got %v, want %s", err, row.code)
			}
			if len(b.mails.said) != 0 {
				t.Error("a mail was composed")
			}
		})
	}
}

// PL-33: where sign-up is off an unknown address is sent nothing and becomes no
// user.
// PL-20, PL-21: and costs the statements a known one costs, answering the same.
func TestPL33_SignUpIsOff(t *testing.T) {
	b := newBench(t)
	known := authd.User{ID: "email|1", Connection: "closed", Identifier: ada, Email: ada, CreatedAt: now, UpdatedAt: now}
	if _, err := b.db.FindOrCreateUser(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	work := map[store.Counts]bool{}
	for _, row := range []struct {
		address string
		mails   int
		want    error
	}{{ada, 1, nil}, {"eve@example.com", 0, ErrWrong}} {
		t.Run(row.address, func(t *testing.T) {
			before := b.db.Counts()
			mail := b.askAs(t, Start{ClientID: "spa", Connection: "closed", Address: row.address})
			after := b.db.Counts()
			work[store.Counts{Reads: after.Reads - before.Reads, Writes: after.Writes - before.Writes}] = true
			sent, err := b.db.ClaimMail(t.Context(), now, time.Minute, 10)
			if err != nil || len(sent) != row.mails {
				t.Errorf("%d mails are sent, want %d; %v", len(sent), row.mails, err)
			}
			in := answer(row.address, mail.Code)
			in.Connection = "closed"
			want(t, b.Verify(t.Context(), in, now), row.want)
			_, _, err = b.RedeemLink(t.Context(), tokenOf(t, mail), now)
			want(t, err, row.want)
			_, err = b.db.FindUser(t.Context(), "closed", row.address)
			if found := err == nil; found != (row.mails == 1) {
				t.Errorf("the user is found: %v", found)
			}
		})
	}
	if len(work) != 1 || b.mails.woken != 2 {
		t.Errorf("the work differs: %v, woken %d times", work, b.mails.woken)
	}
}

func TestAUserWhoIsGoneIsNotMadeAgainWhereSignUpIsOff(t *testing.T) {
	b := newBench(t)
	in := answer(ada, b.ask(t, ada).Code)
	c := b.Directory.Connections["email"]
	c.DisableSignup = true
	b.Directory.Connections["email"] = c
	_, _, err := b.Redeem(t.Context(), in, now)
	want(t, err, ErrWrong)
}

// PL-20, PL-21: known and unknown addresses cost the same where people sign up.
func TestPL21_EqualWorkForEveryAddress(t *testing.T) {
	b := newBench(t)
	if _, _, err := b.Redeem(t.Context(), answer(ada, b.ask(t, ada).Code), now); err != nil {
		t.Fatal(err)
	}
	work := map[store.Counts]bool{}
	for _, address := range []string{ada, "eve@example.com"} {
		before := b.db.Counts()
		b.ask(t, address)
		after := b.db.Counts()
		work[store.Counts{Reads: after.Reads - before.Reads, Writes: after.Writes - before.Writes}] = true
	}
	if len(work) != 1 {
		t.Errorf("the work differs: %v", work)
	}
}

// PL-07: neither codes nor links' secrets are in the database, written out.
func TestPL07_TheDatabaseHoldsNoSecrets(t *testing.T) {
	folder := t.TempDir()
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(folder, "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	b.Store, b.Links, b.Users = db, db, db
	b.FixedCodes = map[string]string{ada: "8642097531"}
	mail := b.ask(t, ada)
	want(t, b.Verify(t.Context(), answer(ada, wrong(mail.Code)), now), ErrWrong)
	want(t, b.Verify(t.Context(), answer(ada, mail.Code), now), nil)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var kept []byte
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, content...)
	}
	if !bytes.Contains(kept, []byte(ada)) {
		t.Fatal("the challenge is not in the files that were read")
	}
	ticket, err := b.openTicket(tokenOf(t, mail))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{mail.Code, mail.Link, ticket.Proof} {
		if bytes.Contains(kept, []byte(secret)) {
			t.Errorf("%s is in the database", secret)
		}
	}
}
