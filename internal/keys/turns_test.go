package keys

import (
	"crypto"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// A crowd signs as many at once as there are cores, and all of them in the end.
func TestAsManySignAtOnceAsThereAreCores(t *testing.T) {
	var now, most, done atomic.Int32
	slow := slowSigner(func() {
		most.Store(max(most.Load(), now.Add(1)))
		runtime.Gosched()
		now.Add(-1)
		done.Add(1)
	})
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if _, err := (turnstile{slow}).Sign(nil, nil, crypto.SHA256); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if int(most.Load()) > runtime.GOMAXPROCS(0) || done.Load() != 200 {
		t.Errorf("%d at once, %d in all", most.Load(), done.Load())
	}
}

// A slowSigner does something in place of signing.
type slowSigner func()

func (slowSigner) Public() crypto.PublicKey { return nil }

func (s slowSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	s()
	return nil, nil
}
