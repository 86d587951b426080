package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

// readable finds every row of a released database by the deed that needs it.
func readable(t *testing.T, db *store.DB) {
	t.Helper()
	for _, row := range []struct {
		table, want string
		read        func(context.Context) (any, error)
	}{
		{"key_ring", "7 sealed keys", func(ctx context.Context) (any, error) {
			version, sealed, err := db.LoadKeys(ctx)
			return fmt.Sprint(version, " ", sealed), err
		}},
		{"users", "[ada@example.com +14155550123 true true Ada 'Countess' Lovelace Ada 2023-11-14T22:13:20Z false  +14155550199 false true 名前  2023-11-14T22:13:20Z true]", func(ctx context.Context) (any, error) {
			users, err := db.ListUsers(ctx, "", 10)
			var told []string
			for _, u := range users {
				told = append(told, fmt.Sprint(u.Email, " ", u.PhoneNumber, " ", u.EmailVerified, " ", u.PhoneVerified, " ", u.Name, " ", u.Profile.GivenName, " ", u.CreatedAt.Format(time.RFC3339), " ", u.Blocked))
			}
			return told, err
		}},
		{"sessions and session_clients", "sid-ada ada@example.com [shop] 11:53:20 72h0m0s", func(ctx context.Context) (any, error) {
			s, err := db.Session(ctx, []byte{0, 0xff, 1}, noon)
			return fmt.Sprint(s.SID, " ", s.User.Email, " ", s.Clients, " ", s.SeenAt.Format(time.TimeOnly), " ", s.IdleLifetime), err
		}},
		{"challenges", "challenge sealed request 2 of 3, verdict 1", func(ctx context.Context) (any, error) {
			c, verdict, err := db.TakeChallenge(ctx, "slot-ada", []byte{0xc0, 0xde}, noon)
			return fmt.Sprintf("%s %s %d of %d, verdict %d", c.ID, c.Pending, c.Tries, c.MaxTries, verdict), err
		}},
		{"tickets", "spa co r 0 ada@example.com", func(ctx context.Context) (any, error) {
			ticket, err := db.Ticket(ctx, []byte{0x71}, noon)
			return fmt.Sprint(ticket.ClientID, " ", ticket.ID, " ", string(ticket.CookieHash), " ", len(ticket.VerifierHash), " ", ticket.User.Email), err
		}},
		{"counters", "4", func(ctx context.Context) (any, error) {
			return db.AddCount(ctx, "start ada", 0, noon, noon.Add(-time.Hour), noon)
		}},
		{"spent_codes", "conflict", func(ctx context.Context) (any, error) {
			return refusal(db.SpendCode(ctx, "code", noon), authd.ErrConflict, "conflict")
		}},
		{"revoked_authorizations", "absent", func(ctx context.Context) (any, error) {
			_, err := db.UserUnlessRevoked(ctx, "email|ada", "revoked")
			return refusal(err, authd.ErrNotFound, "absent")
		}},
		{"consents", "read:orders 11:53:20", func(ctx context.Context) (any, error) {
			c, err := db.Consent(ctx, "email|ada", "partner", "https://api.example.com")
			return c.Scope.String() + " " + c.GivenAt.Format(time.TimeOnly), err
		}},
		{"refresh_families", "openid offline_access 5 1m0s email name picture true thumbprint 2026-03-16", func(ctx context.Context) (any, error) {
			f, err := db.Family(ctx, "family", noon)
			return fmt.Sprint(f.Scope, " ", f.Generation, " ", f.MaxLifetime, " ", f.Claims.Userinfo, " ", f.Claims.IDToken, " ", f.Claims.ACR, " ", f.Key, " ", f.EndsAt().Format(time.DateOnly)), err
		}},
		{"a family without an end", "true", func(ctx context.Context) (any, error) {
			f, err := db.Family(ctx, "endless", noon.AddDate(100, 0, 0))
			return f.EndsAt().IsZero(), err
		}},
		{"logout_notices", "[shop email|ada sid-old 1]", func(ctx context.Context) (any, error) {
			notices, err := db.ClaimNotices(ctx, noon, time.Minute, 10)
			var told []string
			for _, n := range notices {
				told = append(told, fmt.Sprint(n.ClientID, " ", n.UserID, " ", n.SID, " ", n.Tries))
			}
			return told, err
		}},
		{"registered_clients", `{"client_name":"One"} 1 11:58:20`, func(ctx context.Context) (any, error) {
			r, err := db.Registration(ctx, "dcr_one")
			return fmt.Sprint(r.Metadata, " ", len(r.TokenHash), " ", r.UpdatedAt.Format(time.TimeOnly)), err
		}},
		{"client_registry", "3", func(ctx context.Context) (any, error) { return db.RegistryRevision(ctx) }},
		{"device_codes", "tv-1 tv 5s", func(ctx context.Context) (any, error) {
			d, err := db.WaitingDevice(ctx, []byte{0xd2}, noon)
			return fmt.Sprint(d.ID, " ", d.ClientID, " ", d.Interval), err
		}},
		{"heartbeats", "42", func(ctx context.Context) (any, error) {
			if err := db.Ping(ctx); err != nil {
				return nil, err
			}
			return strings.TrimSpace(texts(t, db.Reader(), "SELECT CAST(n AS TEXT) FROM heartbeats")), nil
		}},
	} {
		got, err := row.read(t.Context())
		if err != nil || fmt.Sprint(got) != row.want {
			t.Errorf("%s: got %v, %v\nwant %s", row.table, got, err, row.want)
		}
	}
	mailsOf(t, db)
}

// mailsOf comes when the challenge is taken, which leaves its mail.
func mailsOf(t *testing.T, db *store.DB) {
	t.Helper()
	mails, err := db.ClaimMail(t.Context(), noon, time.Minute, 10)
	if err != nil || len(mails) != 1 || mails[0].Body != "sealed mail" || mails[0].Tries != 1 {
		t.Errorf("outbox: got %+v, %v", mails, err)
	}
}

// refusal is word where a deed was refused as it should be.
func refusal(err, want error, word string) (string, error) {
	if errors.Is(err, want) {
		return word, nil
	}
	return "", err
}
