package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"sync/atomic"
	"time"

	"authd/internal/authd"
)

const eventColumns = `id, at, type, client_id, user_id, connection, actor, ip, request_id, detail`

const putEvent = `INSERT INTO events (` + eventColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

const listEvents = `SELECT ` + eventColumns + ` FROM events
WHERE id > $1 AND ($2 = '' OR type = $2) AND ($3 = '' OR user_id = $3) ORDER BY id LIMIT $4`

const sweepEvents = `DELETE FROM events WHERE id < $1 AND id IN
(SELECT id FROM events WHERE id < $1 ORDER BY id LIMIT $2)`

// A journal is what one transaction writes into the audit log.
type journal struct {
	events []authd.Event
	last   *atomic.Uint32 // number of the event written last by this process
}

// note writes e into the audit log, with the origin ctx carries. It is told to
// whoever listens once the transaction is certain.
func (r runner) note(ctx context.Context, e authd.Event) error {
	e.At = e.At.Truncate(time.Millisecond).UTC()
	e.ID, e.Origin = newEventID(e.At, r.journal.last.Add(1)), authd.OriginOf(ctx)
	_, err := r.exec(ctx, putEvent, e.ID, millis(e.At), string(e.Type), e.ClientID, e.UserID, e.Connection,
		string(e.Actor), ipText(e.IP), e.RequestID, e.Detail)
	r.journal.events = append(r.journal.events, e)
	return err
}

// Note writes an event that comes with no change of what is kept. Its ID and
// Origin are the store's to fill in, as for all events.
func (db *DB) Note(ctx context.Context, e authd.Event) error {
	err := db.atomically(ctx, func(tx runner) error { return tx.note(ctx, e) })
	return explain("write into the audit log", err)
}

// Events returns what q asks for.
func (db *DB) Events(ctx context.Context, q authd.EventQuery) ([]authd.Event, error) {
	rows, err := db.read().rows(ctx, listEvents, max(q.After, eventsFrom(q.Since)), string(q.Type), q.UserID, q.Limit)
	if err != nil {
		return nil, explain("read the audit log", err)
	}
	defer func() { _ = rows.Close() }() // Err has told already
	var events []authd.Event
	for rows.Next() {
		var e authd.Event
		var ip string
		if err := rows.Scan(&e.ID, (*millis)(&e.At), &e.Type, &e.ClientID, &e.UserID, &e.Connection, &e.Actor, &ip, &e.RequestID, &e.Detail); err != nil {
			return nil, explain("read the audit log", err)
		}
		e.IP, _ = netip.ParseAddr(ip) // empty where nobody came from anywhere
		events = append(events, e)
	}
	return events, explain("read the audit log", rows.Err())
}

// DeleteEvents forgets at most limit events from before a time and returns how
// many went. Nothing else takes anything out of the audit log.
func (db *DB) DeleteEvents(ctx context.Context, before time.Time, limit int) (int, error) {
	var deleted int64
	err := again(func() error {
		var err error
		deleted, err = db.write().exec(ctx, sweepEvents, eventsFrom(before), limit)
		return err
	})
	return int(deleted), explain("delete old events", err)
}

// newEventID is the time in milliseconds, a number that goes up, and 48 random
// bits, in hexadecimal digits, which every database and locale orders alike. The
// number is for what one process does within a millisecond.
func newEventID(at time.Time, number uint32) string {
	random := make([]byte, 6)
	rand.Read(random) // never fails, crypto/rand
	return fmt.Sprintf("%s%08x%x", eventsFrom(at), number, random)
}

// eventsFrom is less than the id of each event at t or later, and greater than
// any before.
func eventsFrom(t time.Time) string {
	return fmt.Sprintf("%012x", max(t.UnixMilli(), 0))
}

func ipText(ip netip.Addr) string {
	if !ip.IsValid() {
		return ""
	}
	return ip.String()
}
