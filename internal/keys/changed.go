package keys

import (
	"slices"
	"strings"
)

// changed says what became of which signing key, for the audit log: "RS256 KID is
// current" or "KID is gone", separated by "; ".
func changed(before, after []Info) string {
	states := map[string]State{}
	for _, k := range before {
		states[k.KID] = k.State
	}
	var said []string
	for _, k := range after {
		if states[k.KID] != k.State {
			said = append(said, k.Alg+" "+k.KID+" is "+string(k.State))
		}
		delete(states, k.KID)
	}
	var gone []string
	for kid := range states {
		gone = append(gone, kid+" is gone")
	}
	slices.Sort(gone)
	if said = append(said, gone...); len(said) == 0 {
		return "sealing keys" // which have no names
	}
	return strings.Join(said, "; ")
}
