package tokens

import (
	"errors"
	"testing"

	"authd/internal/authd"
	"authd/internal/pairwise"
	"authd/internal/tokens/tokenstest"
)

// pairs has two clients of one sector, one of another, and one that is public.
func pairs() *Issuer {
	dir := tokenstest.Directory()
	client := dir.Clients["spa"]
	for id, callback := range map[string]string{"a": "https://one.test/a", "b": "https://one.test/b", "c": "https://two.test/c", "public": "https://one.test/d"} {
		c := client
		c.ID, c.Callbacks, c.SubjectType = id, []string{callback}, authd.SubjectPairwise
		if id == "public" {
			c.SubjectType = authd.SubjectPublic
		}
		dir.Clients[id] = c
	}
	i := issuerOf(dir)
	i.Subjects = pairwise.New([]byte("a secret of thirty-two bytes...."))
	return i
}

// given are a client's tokens for an API.
func given(t *testing.T, i *Issuer, clientID string) Set {
	t.Helper()
	r := implicit()
	r.Audience = orders
	plan, err := ResolveIn(i.Directory, i.Directory.Clients[clientID], r)
	if err != nil {
		t.Fatal(err)
	}
	set, err := i.Issue(plan, ada(), noon)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func sub(t *testing.T, token string) string {
	t.Helper()
	text, _ := part(t, token, 1)["sub"].(string)
	return text
}

// ID-10: two sectors have two names for a person, two clients of one sector the
// same, a restart changes nothing, and all that a client is given says the same.
func TestID10_SubjectsBySector(t *testing.T) {
	i, restarted := pairs(), pairs()
	subs := map[string]string{}
	for _, id := range []string{"a", "b", "c", "public"} {
		set := given(t, i, id)
		subs[id] = sub(t, set.IDToken)
		logout, err := i.LogoutToken(i.Directory.Clients[id], authd.LogoutNotice{UserID: ada().User.ID, SID: "s"}, noon)
		if err != nil {
			t.Fatal(err)
		}
		access, err := i.OpenAccess(set.AccessToken, noon)
		for what, got := range map[string]string{
			"access token": sub(t, set.AccessToken), "logout token": sub(t, logout), "after a restart": sub(t, given(t, restarted, id).IDToken), "opened": access.Subject,
		} {
			if got != subs[id] {
				t.Errorf("client %s: the %s says %q, the ID token %q", id, what, got, subs[id])
			}
		}
		if err != nil || access.UserID != ada().User.ID {
			t.Errorf("client %s: opened as %q, %v", id, access.UserID, err)
		}
		if hint, err := i.OpenHint(set.IDToken); err != nil || hint.UserID != ada().User.ID {
			t.Errorf("client %s: a hint of %q, %v", id, hint.UserID, err)
		}
	}
	if subs["public"] != ada().User.ID || subs["a"] != subs["b"] || subs["a"] == subs["c"] || subs["a"] == subs["public"] || subs["c"] == subs["public"] {
		t.Errorf("%v", subs)
	}
}

// ID-10: an opaque token, which only this server reads, is opened under both names.
func TestID10_OpaqueTokens(t *testing.T) {
	i := pairs()
	plan, err := ResolveIn(i.Directory, i.Directory.Clients["a"], implicit())
	if err != nil {
		t.Fatal(err)
	}
	set, err := i.Issue(plan, ada(), noon)
	if err != nil {
		t.Fatal(err)
	}
	access, err := i.OpenAccess(set.AccessToken, noon)
	if err != nil || access.UserID != ada().User.ID || access.Subject != sub(t, set.IDToken) {
		t.Errorf("%+v, %v", access, err)
	}
}

// ID-10: a sub counts for clients of its own sector, and a public one for none.
func TestID10_SubjectsOfOthersAreRefused(t *testing.T) {
	i := pairs()
	mine := sub(t, given(t, i, "a").IDToken)
	for client, want := range map[string]bool{"a": true, "b": true, "c": false} {
		id, err := i.Person(client, mine)
		if good := err == nil && id == ada().User.ID; good != want || !want && !errors.Is(err, ErrInvalid) {
			t.Errorf("client %s reads %q, %v", client, id, err)
		}
	}
	if id, err := i.Person("a", ada().User.ID); !errors.Is(err, ErrInvalid) || id != "" {
		t.Errorf("a public sub is read as %q, %v", id, err)
	}
}

// Without a cipher nobody's id gets out, and a client that acts for itself has
// nothing to hide.
func TestPairwiseWithoutACipher(t *testing.T) {
	i := pairs()
	i.Subjects = nil
	plan, err := ResolveIn(i.Directory, i.Directory.Clients["a"], implicit())
	if err != nil {
		t.Fatal(err)
	}
	if set, err := i.Issue(plan, ada(), noon); err == nil {
		t.Errorf("issued %+v", set)
	}
	set, err := i.Issue(plan, ClientSubject(i.Directory.Clients["a"]), noon)
	if err != nil || sub(t, set.IDToken) != "a@clients" {
		t.Errorf("%+v, %v", set, err)
	}
	if _, err := i.Person("a", "x"); !errors.Is(err, ErrInvalid) {
		t.Errorf("%v", err)
	}
}
