package consent

import (
	"slices"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/pending"
)

// What everybody knows is told in the page's words, the rest in the API's, and
// nothing that is asked for goes unsaid.
func TestTheQuestionInWords(t *testing.T) {
	h := &Handler{Directory: authd.Directory{APIs: map[string]authd.API{
		"https://api.test": {Identifier: "https://api.test", Name: "Orders", Scopes: []authd.APIScope{{Value: "read", Description: "Read your orders"}, {Value: "write"}}},
	}}}
	for name, row := range map[string]struct {
		client   authd.Client
		question pending.Question
		want     pages.ConsentPage
	}{
		"an API": {
			authd.Client{ID: "third", Name: "Stranger"}, pending.Question{Audience: "https://api.test", Scope: oauth.Scope{"openid", "write", "offline_access", "read"}},
			pages.ConsentPage{Client: "Stranger", API: "Orders", Own: oauth.Scope{"openid", "offline_access"}, Scopes: []string{"write", "Read your orders"}},
		},
		"no API":               {authd.Client{ID: "third"}, pending.Question{Scope: oauth.Scope{"openid"}}, pages.ConsentPage{Client: "third", Own: oauth.Scope{"openid"}}},
		"an API that is gone":  {authd.Client{ID: "third"}, pending.Question{Audience: "https://gone.test", Scope: oauth.Scope{"read"}}, pages.ConsentPage{Client: "third", API: "https://gone.test", Scopes: []string{"read"}}},
		"an API without scope": {authd.Client{ID: "third"}, pending.Question{Audience: "https://api.test"}, pages.ConsentPage{Client: "third", API: "Orders"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := h.page(row.client, visit{pending: pending.Pending{Question: &row.question}, session: &authd.Session{}})
			if got.Client != row.want.Client || got.API != row.want.API || !slices.Equal(got.Own, row.want.Own) || !slices.Equal(got.Scopes, row.want.Scopes) {
				t.Errorf("got  %+v\nwant %+v", got, row.want)
			}
		})
	}
}
