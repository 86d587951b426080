package main

import (
	"context"
	"fmt"
	"net/http"

	"authd/internal/rig"
)

// exchange redeems codes that were issued before, within the minute they live.
func exchange(ctx context.Context, s *site, n int) (work, error) {
	codes := make([]string, n)
	_, err := drive(ctx, n, func(ctx context.Context, i int) ([]string, error) {
		v, err := called(s.person(i).Get(ctx, askForCode("openid email")))
		codes[i] = v.Get("code")
		return nil, has(err, v, "code")
	})
	return work{ask: func(ctx context.Context, i int) ([]string, error) {
		return granted(s.person(i).Redeem(ctx, codes[i]))
	}}, err
}

// rotation renews a line of refresh tokens a connection.
func rotation(ctx context.Context, s *site, _ int) (work, error) {
	newest := make([]string, connections)
	for i := range newest {
		v, err := called(s.person(i).Get(ctx, askForCode("openid email offline_access")))
		if err != nil {
			return work{}, err
		}
		set, err := s.person(i).Redeem(ctx, v.Get("code"))
		if _, err := granted(set, err); err != nil {
			return work{}, err
		}
		newest[i] = set.Refresh
	}
	return work{ask: func(ctx context.Context, i int) ([]string, error) {
		line := i % connections
		set, err := s.person(i).Renew(ctx, newest[line])
		if err == nil && (set.Refresh == "" || set.Refresh == newest[line]) {
			err = fmt.Errorf("%w: no new refresh token, %d %s", errWrong, set.Status, set.Error)
		}
		newest[line] = set.Refresh
		return granted(set, err)
	}}, nil
}

// granted checks an answer of /oauth/token and returns what is signed in it.
func granted(set rig.Set, err error) ([]string, error) {
	if err == nil && (set.Status != http.StatusOK || set.Access == "" || set.ID == "") {
		err = fmt.Errorf("%w: %d %s, and not both tokens", errWrong, set.Status, set.Error)
	}
	return []string{set.ID}, err
}
