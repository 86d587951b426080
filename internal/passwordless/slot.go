package passwordless

// PageSlot is the slot of challenges begun on a hosted page, by the page's
// transaction.
func PageSlot(transaction string) string { return "page:" + transaction }

// apiSlot is the slot of challenges begun through the API.
func apiSlot(connection, canonical string) string { return "api:" + connection + ":" + canonical }

// slotOr is slot, or the API's where none is given.
func slotOr(slot, connection, canonical string) string {
	if slot == "" {
		return apiSlot(connection, canonical)
	}
	return slot
}
