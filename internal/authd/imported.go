package authd

// An Imported is what became of a user who comes from elsewhere.
type Imported int

// Imported users are added, or were known as the same person before and stay as
// they are. Of two who claim one id, or one address of a connection, the first
// is kept; the other is contested and left out.
const (
	ImportAdded Imported = iota
	ImportKnown
	ImportContested
)
