package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"authd/internal/rig"
)

// errWrong says that an answer is not the one the row is about.
var errWrong = errors.New("a wrong answer")

// silentOpaque renews as a single-page app does that names no API.
func silentOpaque(_ context.Context, s *site, _ int) (work, error) {
	path := rig.Ask("prompt", "none")
	return work{ask: func(ctx context.Context, i int) ([]string, error) {
		v, err := called(s.person(i).Get(ctx, path))
		return v["id_token"], has(err, v, "access_token", "id_token")
	}}, nil
}

// silentJWT renews with tokens for an API.
func silentJWT(_ context.Context, s *site, _ int) (work, error) {
	path := rig.Ask("prompt", "none", "audience", rig.API, "scope", "openid profile email read:orders")
	return work{ask: func(ctx context.Context, i int) ([]string, error) {
		v, err := called(s.person(i).Get(ctx, path))
		return append(v["id_token"], v["access_token"]...), has(err, v, "access_token", "id_token")
	}}, nil
}

func askForCode(scope string) string { return rig.AskCode("prompt", "none", "scope", scope) }

func silentCode(_ context.Context, s *site, _ int) (work, error) {
	path := askForCode("openid email")
	return work{ask: func(ctx context.Context, i int) ([]string, error) {
		v, err := called(s.person(i).Get(ctx, path))
		return nil, has(err, v, "code")
	}}, nil
}

// anonymous asks without cookies.
func anonymous(_ context.Context, s *site, _ int) (work, error) {
	path := rig.Ask()
	return work{ask: func(ctx context.Context, _ int) ([]string, error) {
		a, err := s.stranger.Get(ctx, path)
		if err == nil && (a.Status != http.StatusFound || !strings.HasPrefix(a.Location, "/u/login?")) {
			err = wrong(a)
		}
		return nil, err
	}}, nil
}

// userinfo asks with tokens that /authorize gave.
func userinfo(_ context.Context, s *site, _ int) (work, error) {
	return work{ask: func(ctx context.Context, i int) ([]string, error) {
		person := s.person(i)
		a, err := person.Userinfo(ctx, s.access[i%len(s.access)])
		return nil, says(err, a, `"`+person.Address+`"`)
	}}, nil
}

// document is a public one, which has mark in it.
func document(path, mark string) func(context.Context, *site, int) (work, error) {
	return func(_ context.Context, s *site, _ int) (work, error) {
		return work{ask: func(ctx context.Context, _ int) ([]string, error) {
			a, err := s.stranger.Get(ctx, path)
			return nil, says(err, a, mark)
		}}, nil
	}
}

// start asks for mails to addresses nobody has asked for before.
func start(_ context.Context, s *site, n int) (work, error) {
	first := s.mailed
	s.mailed += n
	return work{settle: s.allMailed, ask: func(ctx context.Context, i int) ([]string, error) {
		address := fmt.Sprintf("new%d@rig.test", first+i)
		a, err := s.stranger.StartLogin(ctx, address)
		return nil, says(err, a, `"`+address+`"`)
	}}, nil
}

// called are the parameters an application's callback is called with.
func called(a rig.Answer, err error) (url.Values, error) {
	if err == nil && (a.Status != http.StatusFound || !strings.HasPrefix(a.Location, rig.Callback)) {
		err = wrong(a)
	}
	return a.Values(), err
}

// has is err, or an error where a parameter is missing.
func has(err error, v url.Values, names ...string) error {
	for _, name := range names {
		if err == nil && v.Get(name) == "" {
			err = fmt.Errorf("%w: no %s in %v", errWrong, name, v)
		}
	}
	return err
}

// says is err, or an error where an answer is no 200 with mark in it.
func says(err error, a rig.Answer, mark string) error {
	if err == nil && (a.Status != http.StatusOK || !strings.Contains(a.Body, mark)) {
		err = wrong(a)
	}
	return err
}

func wrong(a rig.Answer) error {
	return fmt.Errorf("%w: %d, to %.200q: %.300s", errWrong, a.Status, a.Location, a.Body)
}
