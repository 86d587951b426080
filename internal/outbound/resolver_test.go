package outbound

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// A names is a name server that gives every name the next of its addresses, and
// the last one from then on.
type names struct {
	t     *testing.T
	mu    sync.Mutex
	next  []netip.Addr
	asked []string
}

func newNames(t *testing.T, addrs ...string) *names {
	n := &names{t: t}
	for _, a := range addrs {
		n.next = append(n.next, netip.MustParseAddr(a))
	}
	return n
}

// resolver asks n, over a connection that is no network's.
func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go n.serve(server)
		return client, nil
	}}
}

// serve answers one question, framed as over TCP (RFC 1035 §4.2.2).
func (n *names) serve(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // the resolver has its answer
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return
	}
	query := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(conn, query); err != nil {
		return
	}
	var m dnsmessage.Message
	if err := m.Unpack(query); err != nil {
		n.t.Error(err)
		return
	}
	answer, err := n.answer(m)
	if err != nil {
		n.t.Error(err)
		return
	}
	conn.Write(binary.BigEndian.AppendUint16(nil, uint16(len(answer)))) //nolint:errcheck // the resolver may be gone
	conn.Write(answer)                                                  //nolint:errcheck // likewise
}

func (n *names) answer(m dnsmessage.Message) ([]byte, error) {
	m.Response, m.Additionals = true, nil
	q := m.Questions[0]
	header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
	addr := n.peek()
	switch {
	case q.Type == dnsmessage.TypeA && addr.Is4():
		m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: addr.As4()}}}
		n.advance(q.Name.String())
	case q.Type == dnsmessage.TypeAAAA && addr.Is6():
		m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: addr.As16()}}}
		n.advance(q.Name.String())
	}
	return m.Pack()
}

func (n *names) peek() netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.next[0]
}

func (n *names) advance(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, name)
	if len(n.next) > 1 {
		n.next = n.next[1:]
	}
}
