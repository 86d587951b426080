package keyset

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"authd/internal/authd"
	"authd/internal/jwks"
	"authd/internal/outbound"
)

// A Source fetches documents. outbound.Guard is one.
type Source interface {
	Get(ctx context.Context, address string) (outbound.Document, error)
}

// A Cache has what each address gave last.
type Cache struct {
	source  Source
	log     *slog.Logger
	flights singleflight.Group
	mu      sync.Mutex
	held    map[string]held // by address
}

// New makes an empty Cache.
func New(source Source, log *slog.Logger) *Cache {
	return &Cache{source: source, log: log, held: map[string]held{}}
}

// Keys returns the keys at address, fetched now if they are stale. Keys that were
// fetched before are used for a day while the address gives none; without any the
// error is that of the last fetch.
func (c *Cache) Keys(ctx context.Context, address string, now time.Time) ([]authd.ClientKey, error) {
	if c.at(address).stale(now) {
		c.fetch(ctx, address, now)
	}
	return c.usable(address, now)
}

// Newer is Keys for when none of Keys fits: the client may have new ones. It
// fetches at most once a minute, so that whoever signs with nobody's key makes
// this server no nuisance to another.
func (c *Cache) Newer(ctx context.Context, address string, now time.Time) ([]authd.ClientKey, error) {
	c.fetch(ctx, address, now)
	return c.usable(address, now)
}

func (c *Cache) usable(address string, now time.Time) ([]authd.ClientKey, error) {
	h := c.at(address)
	if h.dead(now) {
		return nil, fmt.Errorf("keys at %s: %w", address, h.failure)
	}
	return h.keys, nil
}

// fetch fetches unless the last time is too short ago. Callers who come while a
// fetch is under way wait for it. It goes on when its first caller leaves, or that
// one could spend the minute for all.
func (c *Cache) fetch(ctx context.Context, address string, now time.Time) {
	_, _, _ = c.flights.Do(address, func() (any, error) {
		if h := c.at(address); !h.resting(now) {
			c.put(address, c.next(context.WithoutCancel(ctx), address, h, now))
		}
		return nil, nil
	})
}

// next is what is held after a fetch. One that fails leaves the keys as they were.
func (c *Cache) next(ctx context.Context, address string, h held, now time.Time) held {
	keys, fresh, err := c.get(ctx, address)
	if err != nil {
		c.log.Warn("fetching the keys of a client", "jwks_uri", address, "error", err)
		h.tried, h.failure = now, err
		return h
	}
	return held{keys: keys, fetched: now, fresh: fresh, tried: now}
}

func (c *Cache) get(ctx context.Context, address string) ([]authd.ClientKey, time.Duration, error) {
	document, err := c.source.Get(ctx, address)
	if err != nil {
		return nil, 0, err
	}
	keys, err := jwks.ParsePublished(string(document.Body))
	if err != nil {
		return nil, 0, fmt.Errorf("the document %w", err)
	}
	return keys, freshness(document.Header), nil
}

func (c *Cache) at(address string) held {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held[address]
}

func (c *Cache) put(address string, h held) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[address] = h
}
