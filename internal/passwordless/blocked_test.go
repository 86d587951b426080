package passwordless

import (
	"context"
	"testing"

	"authd/internal/authd"
)

// blockedMeanwhile are users one of whom is blocked after their code was judged.
type blockedMeanwhile struct{ Users }

func (b blockedMeanwhile) FindUser(ctx context.Context, connection, identifier string) (authd.User, error) {
	u, err := b.Users.FindUser(ctx, connection, identifier)
	u.Blocked = true
	return u, err
}

func (b blockedMeanwhile) FindOrCreateUser(ctx context.Context, u authd.User) (authd.User, error) {
	u, err := b.Users.FindOrCreateUser(ctx, u)
	u.Blocked = true
	return u, err
}

// AZ-25: who is blocked while they log in is refused, by code and by link, and
// with the words of a wrong code.
func TestAZ25_BlockedWhileLoggingIn(t *testing.T) {
	for name, noSignup := range map[string]bool{"who may sign up": false, "where nobody may": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			if _, _, err := b.Redeem(t.Context(), answer(ada, b.ask(t, ada).Code), now); err != nil {
				t.Fatal(err)
			}
			c := b.Directory.Connections["email"]
			c.DisableSignup = noSignup
			b.Directory.Connections["email"] = c
			b.Users = blockedMeanwhile{b.Users}
			_, _, err := b.Redeem(t.Context(), answer(ada, b.ask(t, ada).Code), now)
			want(t, err, ErrWrong)
			_, _, err = b.RedeemLink(t.Context(), tokenOf(t, b.ask(t, ada)), now)
			want(t, err, ErrWrong)
		})
	}
}
