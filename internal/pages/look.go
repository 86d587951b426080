package pages

import "authd/internal/locale"

// A Look is how a page speaks to this person. The zero Look speaks English.
type Look struct {
	Wanted locale.Wanted // the languages asked for
}

func (l Look) text() *locale.Texts { return locale.Find(l.Wanted) }
