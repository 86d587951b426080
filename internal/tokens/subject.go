package tokens

import (
	"errors"
	"fmt"
)

var errNoSubjects = errors.New("a client has pairwise subjects, and there is no cipher for them")

// subjectFor is the sub under which a client knows a person (OIDC Core §8), or itself.
func (i *Issuer) subjectFor(clientID, userID string) (string, error) {
	c := i.Directory.Clients[clientID]
	switch {
	case !c.Pairwise() || userID == ownName(clientID):
		return userID, nil
	case i.Subjects == nil:
		return "", errNoSubjects
	}
	sub, err := i.Subjects.Seal(c.Sector(), userID)
	if err != nil {
		return "", fmt.Errorf("name a person for client %s: %w", clientID, err)
	}
	return sub, nil
}

// Person is the user id behind a sub that a client was given; ErrInvalid where it
// was given to clients of other sectors, or to none.
func (i *Issuer) Person(clientID, sub string) (string, error) {
	c := i.Directory.Clients[clientID]
	switch {
	case !c.Pairwise() || sub == ownName(clientID):
		return sub, nil
	case i.Subjects == nil:
		return "", ErrInvalid
	}
	id, err := i.Subjects.Open(c.Sector(), sub)
	if err != nil {
		return "", ErrInvalid
	}
	return id, nil
}
