package rig

import (
	"context"
	"fmt"
	"strings"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// A Link is a connection to something, a database or a mail server, that can be
// cut, slowed down, clogged and mended.
type Link struct{ proxy *toxiproxy.Proxy }

// NewLink leads to target, host:port.
func NewLink(target string) (Link, error) {
	l := Link{toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "link", "127.0.0.1:0", target)}
	return l, l.proxy.Start()
}

// Address is host:port of this side.
func (l Link) Address() string { return l.proxy.Listen }

// Cut ends all connections and refuses new ones.
func (l Link) Cut() { l.proxy.Stop() }

// Mend takes connections again after Cut.
func (l Link) Mend() error { return l.proxy.Start() }

// Clog keeps connections open and lets nothing through: the network is half open.
func (l Link) Clog() error { return l.trouble("timeout", `{"timeout":0}`) }

// Delay lets everything come later by so many milliseconds.
func (l Link) Delay(ms int) error { return l.trouble("latency", fmt.Sprintf(`{"latency":%d}`, ms)) }

// Clear ends Clog and Delay.
func (l Link) Clear() { l.proxy.Toxics.ResetToxics(context.Background()) }

func (l Link) trouble(kind, attributes string) error {
	for _, stream := range []string{"upstream", "downstream"} {
		toxic := fmt.Sprintf(`{"name":%q,"type":%q,"stream":%q,"attributes":%s}`, stream, kind, stream, attributes)
		if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			return fmt.Errorf("rig: %w", err)
		}
	}
	return nil
}
