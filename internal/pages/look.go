package pages

import (
	"authd/internal/brand"
	"authd/internal/locale"
)

// A Look is how a page speaks to this person, and for whom. The zero Look speaks
// English for the tenant.
type Look struct {
	Wanted locale.Wanted // the languages asked for
	Brand  brand.Brand   // zero: the Renderer's
}

func (l Look) text() *locale.Texts { return locale.Find(l.Wanted) }
