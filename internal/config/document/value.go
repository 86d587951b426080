package document

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"authd/internal/authd"
)

// longest bounds what a lifetime may be, far below what a Duration can hold.
const longest = 100 * 365 * 24 * time.Hour

// A Lifetime is whole seconds, more than none: 7200, 2h, 90m or 7d.
type Lifetime time.Duration

// UnmarshalText reads a lifetime.
func (l *Lifetime) UnmarshalText(text []byte) error {
	d, err := ParseSpan(string(text))
	if err == nil && d == 0 {
		err = errors.New("must be more than 0 seconds")
	}
	*l = Lifetime(d)
	return err
}

// A Span is a lifetime that may be 0.
type Span time.Duration

// UnmarshalText reads a span.
func (s *Span) UnmarshalText(text []byte) error {
	d, err := ParseSpan(string(text))
	*s = Span(d)
	return err
}

// ParseSpan reads a lifetime as the file writes it: 7200, 2h, 10m or 7d.
func ParseSpan(text string) (time.Duration, error) {
	d, err := parseDuration(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("must be seconds like 7200 or a duration like 2h, 10m or 7d, not %.40q", text)
	case d < 0:
		return 0, errors.New("must not be negative")
	case d%time.Second != 0:
		return 0, errors.New("must be whole seconds: tokens count no smaller")
	case d > longest:
		return 0, errors.New("must not be longer than 100 years")
	}
	return d, nil
}

// parseDuration reads seconds without a unit, days with d, and what Go reads.
func parseDuration(text string) (time.Duration, error) {
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second, nil
	}
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		n, err := strconv.ParseInt(days, 10, 16)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

// A Rate is written N/s, N/m, N/h, N/d, or with a number before the unit: 1/30s.
type Rate authd.Rate

// UnmarshalText reads a rate.
func (r *Rate) UnmarshalText(text []byte) error {
	count, per, _ := strings.Cut(string(text), "/")
	n, err := strconv.ParseInt(count, 10, 32)
	if per != "" && strings.Trim(per[:1], "smhd") == "" {
		per = "1" + per
	}
	d, perErr := parseDuration(per)
	if err != nil || perErr != nil || n < 1 || d < time.Second || d > longest {
		return fmt.Errorf("must be a rate like 5/h, 20/d or 1/30s, not %.40q", text)
	}
	*r = Rate{N: int(n), Per: d}
	return nil
}

// Rates are one rate, or a list of which all hold. An empty list is no limit.
type Rates []Rate

// UnmarshalText reads rates separated by commas.
func (r *Rates) UnmarshalText(text []byte) error {
	list := Rates{}
	for one := range strings.SplitSeq(string(text), ",") {
		var read Rate
		if err := read.UnmarshalText([]byte(strings.TrimSpace(one))); err != nil {
			return err
		}
		list = append(list, read)
	}
	*r = list
	return nil
}

// A Network is an address range, or one address.
type Network netip.Prefix

// UnmarshalText reads 10.0.0.0/8 or 10.0.0.1.
func (n *Network) UnmarshalText(text []byte) error {
	if addr, err := netip.ParseAddr(string(text)); err == nil && addr.Zone() == "" {
		*n = Network(netip.PrefixFrom(addr, addr.BitLen()))
		return nil
	}
	prefix, err := netip.ParsePrefix(string(text))
	if err != nil {
		return fmt.Errorf("must be an address range like 10.0.0.0/8 or an address, not %.40q", text)
	}
	*n = Network(prefix.Masked())
	return nil
}
