package localca

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"
)

// An Authority certifies one server. Its methods may be called at once.
type Authority struct {
	dir    string
	hosts  []string
	now    func() time.Time
	signer tls.Certificate

	renewing sync.Mutex
	leaf     *tls.Certificate
}

// Open reads the authority in dir, or makes one if dir has none, and certifies
// hosts (DNS names and IP addresses). The authority's certificate is
// dir/ca.pem (0644), its key dir/ca-key.pem (0600). now is the machine's clock,
// which is the one TLS clients compare with.
//
// Files that are there but damaged, mismatched, expired, readable by others or
// made for other hosts are an error that says what to do; they are never replaced.
func Open(dir string, hosts []string, now func() time.Time) (*Authority, error) {
	signer, err := read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		signer, err = create(dir, hosts, now())
	}
	if err != nil {
		return nil, err
	}
	a := &Authority{dir: dir, hosts: hosts, now: now, signer: signer}
	if _, err := a.GetCertificate(nil); err != nil {
		return nil, err // a useless authority is found at start, not by the first browser
	}
	return a, nil
}

func create(dir string, hosts []string, now time.Time) (tls.Certificate, error) {
	authority, err := newAuthority(hosts, now)
	if err != nil {
		return tls.Certificate{}, err
	}
	return authority, write(dir, authority)
}

// GetCertificate is for tls.Config.GetCertificate. It returns the server's
// certificate, and makes a new one when the old one nears its end.
func (a *Authority) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	now := a.now()
	a.renewing.Lock()
	defer a.renewing.Unlock()
	if a.leaf != nil && now.Before(a.leaf.Leaf.NotAfter.Add(-leafRenewal)) {
		return a.leaf, nil
	}
	leaf, err := newLeaf(&a.signer, a.hosts, now)
	if err != nil {
		return nil, err
	}
	if err := a.check(leaf.Leaf, now); err != nil {
		return nil, err
	}
	a.leaf = &leaf
	return a.leaf, nil
}

// check sees to it that browsers will accept leaf: the authority may have
// expired, or have been made when the server had another host.
func (a *Authority) check(leaf *x509.Certificate, now time.Time) error {
	roots := x509.NewCertPool()
	roots.AddCert(a.signer.Leaf)
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now}); err != nil {
		return fmt.Errorf("the authority in %s cannot vouch for %s (%w): %s", a.dir, strings.Join(a.hosts, ", "), err, whatToDo)
	}
	return nil
}
