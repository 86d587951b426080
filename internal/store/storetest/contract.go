package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

// An opener gives a new, empty database.
type opener = func(t *testing.T) *store.DB

// noon is when every test begins. Later is noon.Add: nobody waits.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// racers is how many callers meet at a barrier.
const racers = 48

// Run checks the whole contract, each part on a database of its own.
func Run(t *testing.T, open func(t *testing.T) *store.DB) {
	parts := []struct {
		name string
		test func(*testing.T, opener)
	}{
		{"keys", testKeys},
		{"users", testUsers},
		{"imports", testImports},
		{"import races", testImportRaces},
		{"people", testPeople},
		{"people races", testPeopleRaces},
		{"blocked people", testBlocked},
		{"deleted people", testDeleted},
		{"sessions", testSessions},
		{"session races", testSessionRaces},
		{"logout", testLogout},
		{"logout races", testLogoutRaces},
		{"challenges", testChallenges},
		{"answers", testAnswers},
		{"links", testLinks},
		{"answer races", testAnswerRaces},
		{"counters", testCounters},
		{"tickets", testTickets},
		{"ticket races", testTicketRaces},
		{"devices", testDevices},
		{"taken devices", testTakenDevices},
		{"device polls", testDevicePolls},
		{"device races", testDeviceRaces},
		{"codes", testCodes},
		{"revocation", testRevocation},
		{"revocations last", testRevocationsLast},
		{"consents", testConsents},
		{"consent races", testConsentRaces},
		{"outbox", testOutbox},
		{"outbox races", testOutboxRaces},
		{"refresh families", testFamilies},
		{"refresh family races", testFamilyRaces},
		{"registrations", testRegistrations},
		{"registry", testRegistry},
		{"registration races", testRegistrationRaces},
		{"expiry", testExpiry},
		{"counts", testCounts},
	}
	for _, part := range parts {
		t.Run(part.name, func(t *testing.T) { part.test(t, open) })
	}
}

// race lets n callers go at once and waits for all. Each gets its number.
func race(n int, deed func(i int)) {
	var ready, done sync.WaitGroup
	barrier := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-barrier
			deed(i)
		})
	}
	ready.Wait()
	close(barrier)
	done.Wait()
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func absent(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, authd.ErrNotFound) {
		t.Fatalf("got %v, want authd.ErrNotFound", err)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
