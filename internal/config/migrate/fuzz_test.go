package migrate

import (
	"os"
	"strings"
	"testing"

	"authd/internal/config"
)

// Whatever a file holds, a plan leads to a valid one in which the client has
// codes, and without implicit where that was asked; and a plan done is done.
func FuzzMake(f *testing.F) {
	example, err := os.ReadFile("../../../config.example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, grants := range []string{
		"grant_types: [implicit]", "grant_types: [ 'implicit' , authorization_code,]", "grant_types:\n    - implicit # old\n    - authorization_code", "grant_types: &g [implicit, refresh_token]",
		"require_pkce: false\n    client_secret: x\n    grant_types: [\n  authorization_code, # ]\n  implicit\n]", "\"grant_types\" : [authorization_code, implicit]",
	} {
		f.Add([]byte(head + strings.Replace(spa, "GRANTS", grants, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, step := range []Step{AllowCodes, CodesOnly} {
			s := source("")
			s.Data = data
			p, err := Make(s, "spa", step)
			if err != nil {
				continue
			}
			after, err := config.Parse(s.Name, p.Data, s.Lookup)
			if err != nil {
				t.Fatalf("%v\n%s", err, p.Data)
			}
			c := after.Directory.Clients["spa"]
			if !c.Allows("authorization_code") || !c.Allows("refresh_token") || c.Allows("implicit") == (step == CodesOnly) || step == CodesOnly && !c.Public() && !c.RequirePKCE {
				t.Errorf("step %d leads to %v, require_pkce %v", step, c.GrantTypes.V, c.RequirePKCE)
			}
			s.Data = p.Data
			if again, err := Make(s, "spa", AllowCodes); step == AllowCodes && (err != nil || len(again.Changes) > 0) {
				t.Errorf("once more: %v %+v", err, again.Changes)
			}
		}
	})
}
