package brand

import "cmp"

// A Brand is what a client, or the tenant for all of them, is recognised by.
// Empty parts are not set.
type Brand struct {
	Logo       Logo
	Primary    Color  // of buttons and links
	Background Color  // of the page around the card
	Policy     string // https URL of the privacy policy
	Terms      string // https URL of the terms of service
}

// Or is b with the parts it lacks taken from other.
func (b Brand) Or(other Brand) Brand {
	return Brand{
		Logo:       cmp.Or(b.Logo, other.Logo),
		Primary:    cmp.Or(b.Primary, other.Primary),
		Background: cmp.Or(b.Background, other.Background),
		Policy:     cmp.Or(b.Policy, other.Policy),
		Terms:      cmp.Or(b.Terms, other.Terms),
	}
}
