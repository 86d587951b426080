package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// What a fetch may take.
const (
	maxBytes    = 1 << 20
	maxHeader   = 32 << 10
	maxDuration = 5 * time.Second // from the lookup to the last byte
)

// A Guard fetches for the server. The zero Guard reaches public addresses alone.
type Guard struct {
	Allowed  []netip.Prefix // reached although they are not public
	Resolver *net.Resolver  // nil: the system's
	RootCAs  *x509.CertPool // nil: the system's
}

// A Document is what stood at an address.
type Document struct {
	Header http.Header
	Body   []byte
}

// Get fetches the document at address, an https URL. Plain http reaches loopback
// alone, and that only if it is allowed. Any answer but 200 is an error, a
// redirect too: it would choose another address than the one that was given.
func (g Guard) Get(ctx context.Context, address string) (Document, error) {
	return g.fetch(ctx, order{method: http.MethodGet, address: address, good: []int{http.StatusOK}})
}

// Post sends form to address under the same rules. 200 and 204 are good answers,
// of which nothing is kept.
func (g Guard) Post(ctx context.Context, address string, form url.Values) error {
	_, err := g.fetch(ctx, order{
		method: http.MethodPost, address: address, form: form.Encode(), good: []int{http.StatusOK, http.StatusNoContent},
	})
	return err
}

// An order is one request to make.
type order struct {
	method, address string
	form            string // empty: none
	good            []int  // status codes
}

func (g Guard) fetch(ctx context.Context, o order) (Document, error) {
	permits, err := g.permits(o.address)
	if err != nil {
		return Document{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, maxDuration)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, o.method, o.address, strings.NewReader(o.form))
	if err != nil {
		return Document{}, err
	}
	if o.form != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := g.client(permits).Do(request)
	if err != nil {
		return Document{}, err
	}
	defer answer.Body.Close() //nolint:errcheck // what was read is complete, or an error already
	if !slices.Contains(o.good, answer.StatusCode) {
		return Document{}, fmt.Errorf("the answer has status %d", answer.StatusCode)
	}
	return read(answer)
}

// A rule says whether a connection to an address may be made.
type rule func(netip.Addr) error

// permits is the rule for the scheme of an address.
func (g Guard) permits(address string) (rule, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	switch u.Scheme {
	case "https":
		return g.permit, nil
	case "http":
		return g.permitPlain, nil
	}
	return nil, fmt.Errorf("an https:// address is needed, not %s", u.Scheme)
}

func (g Guard) permit(addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	if !Public(addr) && !within(g.Allowed, addr) {
		return fmt.Errorf("%w: %s; outbound.allowed_networks may list it", errNotPublic, addr)
	}
	return nil
}

func (g Guard) permitPlain(addr netip.Addr) error {
	if !addr.Unmap().IsLoopback() {
		return errPlain
	}
	return g.permit(addr)
}

var (
	errNotPublic = errors.New("its host is at an address that is not public")
	errPlain     = errors.New("plain http is for loopback alone")
)

// client connects under a rule. The rule sees the address of each connection just
// before it is made: a name that leads elsewhere the second time it is looked up
// gains nothing (DNS rebinding). Connections are not kept, so that none is used
// under another rule.
func (g Guard) client(permits rule) *http.Client {
	dialer := net.Dialer{Resolver: g.Resolver, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		return permits(at.Addr())
	}}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // one from the environment would connect in our place, unguarded
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: g.RootCAs, MinVersion: tls.VersionTLS12},
			DisableKeepAlives:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: maxHeader,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func read(answer *http.Response) (Document, error) {
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBytes+1))
	switch {
	case err != nil:
		return Document{}, err
	case len(body) > maxBytes:
		return Document{}, fmt.Errorf("the answer is longer than %d bytes", maxBytes)
	}
	return Document{answer.Header, body}, nil
}
