package tokens

import (
	"errors"
	"slices"
	"testing"

	"authd/internal/oauth"
	"authd/internal/tokens/tokenstest"
)

func withResource(r Request, resource string) Request {
	r.Resource = resource
	return r
}

// A resource plans the tokens of the same audience, and the plan says which word
// the request used.
func TestAZ31_ResourceIsAudience(t *testing.T) {
	const word = "resource of the request"
	for name, row := range map[string]struct {
		r    Request
		want []string
		by   string
	}{
		"an API":                       {withResource(implicit(), orders), []string{orders, issuer + "userinfo"}, word},
		"/userinfo":                    {withResource(implicit(), issuer+"userinfo"), []string{issuer + "userinfo"}, word},
		"at the token endpoint":        {withResource(code(), orders), []string{orders, issuer + "userinfo"}, word},
		"beside the same audience":     {withResource(withAudience(implicit(), orders), orders), []string{orders, issuer + "userinfo"}, "audience of the request"},
		"before the tenant's audience": {withResource(implicit(), secrets), []string{secrets}, word},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustResolve(t, tokenstest.DefaultAudience(), row.r).Access.Audience
			if !slices.Equal(got.Value, row.want) || got.By.Path != row.by || got.From != FromRequest {
				t.Errorf("%q by %s (%s)", got.Value, got.By.Path, got.From)
			}
		})
	}
}

func TestAZ31_ResourceRefused(t *testing.T) {
	dir := tokenstest.Directory()
	for name, r := range map[string]Request{
		"an unknown API":              withResource(implicit(), "https://nowhere.test"),
		"one slash too many":          withResource(implicit(), orders+"/"),
		"relative":                    withResource(implicit(), "orders"),
		"without a scheme":            withResource(implicit(), "//api.example.com"),
		"with a fragment":             withResource(implicit(), orders+"#part"),
		"with an empty fragment":      withResource(implicit(), orders+"#"),
		"not a URI":                   withResource(implicit(), "https://%zz"),
		"another API than audience":   withResource(withAudience(implicit(), orders), secrets),
		"an unknown one and audience": withResource(withAudience(implicit(), orders), "https://nowhere.test"),
		"no URI, though it is said":   withResource(withAudience(implicit(), "orders"), "orders"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ResolveIn(dir, dir.Clients["spa"], r)
			var oe *oauth.Error
			if !errors.As(err, &oe) || oe.Code != oauth.InvalidTarget {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAZ31_CoversWhatWasGranted(t *testing.T) {
	plan := mustResolve(t, tokenstest.Directory(), withAudience(code(), orders))
	for resource, covered := range map[string]bool{"": true, orders: true, issuer + "userinfo": true, secrets: false, orders + "/": false} {
		if err := plan.Covers(resource); (err == nil) != covered {
			t.Errorf("%q: %v", resource, err)
		}
	}
	if (Plan{}).Covers(orders) == nil {
		t.Error("a plan without an access token covers an API")
	}
}
