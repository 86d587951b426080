package passwordless

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"authd/internal/seal"
)

// PL-11: looking at a link, however often, leaves it good for one use.
func TestPL11_OpeningALinkUsesNothingUp(t *testing.T) {
	b := newBench(t)
	mail := b.askAs(t, Start{Slot: PageSlot("x"), ClientID: "spa", Connection: "email", Address: ada, Pending: "the request"})
	before := b.db.Counts().Writes
	for range 10 {
		link, err := b.OpenLink(t.Context(), tokenOf(t, mail), now)
		if err != nil {
			t.Fatal(err)
		}
		if link.Code != mail.Code || link.Challenge.Pending != "the request" || link.Challenge.Address != ada {
			t.Errorf("got %+v", link)
		}
	}
	if writes := b.db.Counts().Writes - before; writes != 0 {
		t.Errorf("%d statements wrote", writes)
	}
	user, c, err := b.RedeemLink(t.Context(), tokenOf(t, mail), now)
	if err != nil || user.Email != ada || c.Pending != "the request" {
		t.Errorf("got %+v by %+v, %v", user, c, err)
	}
	_, _, err = b.RedeemLink(t.Context(), tokenOf(t, mail), now)
	want(t, err, ErrWrong)
	_, err = b.OpenLink(t.Context(), tokenOf(t, mail), now)
	want(t, err, ErrWrong)
}

func TestACodeAndItsLinkAreOneUse(t *testing.T) {
	b := newBench(t)
	mail := b.ask(t, ada)
	if _, _, err := b.Redeem(t.Context(), answer(ada, mail.Code), now); err != nil {
		t.Fatal(err)
	}
	_, _, err := b.RedeemLink(t.Context(), tokenOf(t, mail), now)
	want(t, err, ErrWrong)
	mail = b.ask(t, ada)
	if _, _, err := b.RedeemLink(t.Context(), tokenOf(t, mail), now); err != nil {
		t.Fatal(err)
	}
	_, _, err = b.Redeem(t.Context(), answer(ada, mail.Code), now)
	want(t, err, ErrWrong)
}

// PL-13: a link leads to the configured issuer.
// PL-14: all it carries is one sealed token, so there is no target to change.
func TestPL13_PL14_WhatALinkSays(t *testing.T) {
	b := newBench(t)
	mail := b.ask(t, ada)
	link, err := url.Parse(mail.Link)
	if err != nil {
		t.Fatal(err)
	}
	if link.Scheme != "https" || link.Host != "login.example.com" || link.Path != "/passwordless/link" || mail.Host != "login.example.com" {
		t.Errorf("the link is %s of %s", mail.Link, mail.Host)
	}
	if len(link.Query()) != 1 || strings.Contains(mail.Link, mail.Code) || strings.Contains(mail.Link, "ada") {
		t.Errorf("the link says %v", link.Query())
	}
}

// other is another letter than c.
func other(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}

func TestPL14_TamperedLinks(t *testing.T) {
	b := newBench(t)
	token := tokenOf(t, b.ask(t, ada))
	plain, err := b.Ring.Open(purposeToken, token)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{
		"empty":              "",
		"cut":                token[:len(token)-1],
		"longer":             token + "A",
		"altered":            other(token[0]) + token[1:],
		"of another purpose": b.Ring.Seal(purposeCode, plain),
		"of another key":     ring{seal.NewKey()}.Seal(purposeToken, plain),
		"of another secret":  b.Ring.Seal(purposeToken, []byte(strings.Replace(string(plain), `"k":"`, `"k":"x`, 1))),
		"of no slot":         b.Ring.Seal(purposeToken, []byte(`{}`)),
		"of no JSON":         b.Ring.Seal(purposeToken, []byte(`x`)),
	}
	for name, forged := range rows {
		t.Run(name, func(t *testing.T) {
			_, err := b.OpenLink(t.Context(), forged, now)
			want(t, err, ErrWrong)
			_, _, err = b.RedeemLink(t.Context(), forged, now)
			want(t, err, ErrWrong)
		})
	}
	if _, _, err := b.RedeemLink(t.Context(), token, now); err != nil {
		t.Errorf("the true link afterwards: %v", err)
	}
}

// PL-06: a link dies with its code.
func TestPL06_LinksDieWithTheirCodes(t *testing.T) {
	rows := []struct {
		name  string
		after func(t *testing.T, b *bench, code string)
		at    time.Time
		want  error
	}{
		{"replaced", func(t *testing.T, b *bench, _ string) { b.ask(t, ada) }, now, ErrWrong},
		{"expired", func(*testing.T, *bench, string) {}, now.Add(10 * time.Minute), ErrExpired},
		{"guessed at too often", func(t *testing.T, b *bench, code string) {
			for range 3 {
				want(t, b.Verify(t.Context(), answer(ada, wrong(code)), now), ErrWrong)
			}
		}, now, ErrExhausted},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			mail := b.ask(t, ada)
			row.after(t, b, mail.Code)
			_, err := b.OpenLink(t.Context(), tokenOf(t, mail), row.at)
			want(t, err, row.want)
			_, _, err = b.RedeemLink(t.Context(), tokenOf(t, mail), row.at)
			want(t, err, row.want)
		})
	}
}

func TestACodeMailHasNoLink(t *testing.T) {
	b := newBench(t)
	mail := b.askAs(t, Start{ClientID: "spa", Connection: "email", Address: ada, Send: SendCode})
	if mail.Link != "" || mail.Code == "" {
		t.Errorf("got %+v", mail)
	}
}
