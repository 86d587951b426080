package dpop

import (
	"context"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// refusal is the description of an invalid_dpop_proof; any other error ends the test.
func refusal(t testing.TB, err error) string {
	t.Helper()
	var refused *oauth.Error
	if err == nil {
		return ""
	}
	if !errors.As(err, &refused) || refused.Code != "invalid_dpop_proof" || refused.HTTPStatus() != 400 {
		t.Fatalf("%v", err)
	}
	return refused.Description
}

// ID-17: every asymmetric algorithm we name, under the thumbprint of its key.
func TestID17_ProofsOfEveryAlgorithm(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range []maker{es, ed, rsaMaker("RS256", rsas()), rsaMaker("PS256", generate(2048))} {
		p, err := Parse(m.proof(nil, nil))
		if err != nil || len(p.Key) != 43 || seen[p.Key] {
			t.Errorf("%s: %+v, %v", m.alg, p, err)
		}
		seen[p.Key] = true
		if err := p.Check(Use{Method: "POST", URL: endpoint}, now); err != nil {
			t.Errorf("%s: %v", m.alg, err)
		}
	}
}

// ofTheRFC is the proof of RFC 9449 §4.1, and its key's thumbprint of §6.1.
const (
	ofTheRFC    = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
	keyOfTheRFC = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
)

func TestTheProofOfTheRFC(t *testing.T) {
	p, err := Parse(ofTheRFC)
	if err != nil || p.Key != keyOfTheRFC {
		t.Fatalf("%+v, %v", p, err)
	}
	if err := p.Check(Use{Method: "POST", URL: "https://server.example.com/token"}, time.Unix(1562262616, 0)); err != nil {
		t.Error(err)
	}
}

// ID-17: what is no proof, and how it is told.
func TestID17_WhatIsNoProof(t *testing.T) {
	ps := rsaMaker("PS256", rsas())
	with := func(name string, value any) set {
		jwk := map[string]any{name: value}
		for k, v := range es.jwk {
			if _, changed := jwk[k]; !changed {
				jwk[k] = v
			}
		}
		return set{"jwk": jwk}
	}
	good := es.proof(nil, nil)
	dot := strings.LastIndex(good, ".")
	for name, row := range map[string]struct{ text, says string }{
		"nothing":                        {"", "not a JWT"},
		"no JSON":                        {"e30.e30", "typ"},
		"two parts":                      {good[:dot], "signature"},
		"another typ":                    {es.proof(set{"typ": "JWT"}, nil), "typ"},
		"no typ":                         {es.proof(set{"typ": nil}, nil), "typ"},
		"none":                           {es.proof(set{"alg": "none"}, nil), "alg"},
		"HS256":                          {es.proof(set{"alg": "HS256"}, nil), "alg"},
		"RS256 with an elliptic key":     {es.proof(set{"alg": "RS256"}, nil), "jwk"},
		"no key":                         {es.proof(set{"jwk": nil}, nil), "jwk"},
		"a key that is null":             {es.proof(set{"jwk": []int{}}, nil), "jwk"},
		"a private key":                  {es.proof(with("d", "AQAB"), nil), "private key"},
		"a private key, empty":           {es.proof(with("d", ""), nil), "private key"},
		"a prime of a private key":       {es.proof(with("p", "AQAB"), nil), "private key"},
		"a secret":                       {es.proof(set{"jwk": map[string]string{"kty": "oct", "k": "AQAB"}}, nil), "private key"},
		"a key for another algorithm":    {es.proof(with("alg", "PS256"), nil), "another algorithm"},
		"a key for encryption":           {es.proof(with("use", "enc"), nil), "another algorithm"},
		"a point that is not on P-256":   {es.proof(with("x", es.jwk["y"]), nil), "P-256"},
		"another curve":                  {ecMaker(elliptic.P384()).proof(nil, nil), "jwk"},
		"a short RSA key":                {rsaMaker("RS256", generate(1024)).proof(nil, nil), "1024 bits"},
		"another key than it was signed": {es.proof(set{"jwk": ecMaker(elliptic.P256()).jwk}, nil), "signature"},
		"an RSA key of another padding":  {ps.proof(set{"alg": "RS256"}, nil), "signature"},
		"an altered signature":           {good[:dot+1] + "A" + good[dot+2:], "signature"},
		"no signature":                   {good[:dot+1], "signature"},
		"crit":                           {es.proof(set{"crit": []string{"exp"}}, nil), "signature"},
		"an Ed25519 key of 31 bytes":     {ed.proof(set{"jwk": map[string]string{"kty": "OKP", "crv": "Ed25519", "x": b64(make([]byte, 31))}}, nil), "Ed25519"},
		"an X25519 key":                  {ed.proof(set{"jwk": map[string]any{"kty": "OKP", "crv": "X25519", "x": ed.jwk["x"]}}, nil), "Ed25519"},
		"a jti that is a number":         {es.proof(nil, set{"jti": 1}), "jti"},
		"a payload that nests":           {es.proof(nil, set{"x": json.RawMessage(strings.Repeat("[", 33) + strings.Repeat("]", 33))}), "nested"},
		"an alg said twice":              {altered(good, `"alg":"ES256"`, `"alg":"ES256","alg":"ES256"`), "twice"},
		"a jwk in capitals":              {es.proof(set{"jwk": nil, "JWK": es.jwk}, nil), "no jwk"},
		"too long":                       {es.proof(nil, set{"x": strings.Repeat("x", 12<<10)}), "16 KB"},
	} {
		if _, err := Parse(row.text); !strings.Contains(refusal(t, err), row.says) || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// altered is a proof with a part of its header replaced, and its signature wrong.
func altered(proof, old, instead string) string {
	first, rest, _ := strings.Cut(proof, ".")
	raw, err := base64.RawURLEncoding.DecodeString(first)
	if err != nil || !strings.Contains(string(raw), old) {
		panic("the header lacks " + old)
	}
	return b64([]byte(strings.Replace(string(raw), old, instead, 1))) + "." + rest
}

// ID-17: a proof is for one request: its method, its address, its time.
func TestID17_AProofIsForOneRequest(t *testing.T) {
	at := func(d time.Duration) float64 { return float64(now.Add(d).UnixMilli()) / 1000 }
	for name, row := range map[string]struct {
		claims set
		says   string // empty: it is taken
	}{
		"as it is":              {nil, ""},
		"no jti":                {set{"jti": nil}, "jti"},
		"another method":        {set{"htm": "GET"}, "htm"},
		"method in small":       {set{"htm": "post"}, "htm"},
		"no method":             {set{"htm": nil}, "htm"},
		"no address":            {set{"htu": nil}, "htu"},
		"another path":          {set{"htu": issuer + "userinfo"}, "htu"},
		"another host":          {set{"htu": "https://evil.example.com/oauth/token"}, "htu"},
		"another port":          {set{"htu": "https://auth.example.com:8443/oauth/token"}, "htu"},
		"http":                  {set{"htu": "http://auth.example.com/oauth/token"}, "htu"},
		"http on the same port": {set{"htu": "http://auth.example.com:443/oauth/token"}, "htu"},
		"a slash more":          {set{"htu": endpoint + "/"}, "htu"},
		"with a query":          {set{"htu": endpoint + "?a=b"}, "htu"},
		"with an empty query":   {set{"htu": endpoint + "?"}, "htu"},
		"with a fragment":       {set{"htu": endpoint + "#"}, "htu"},
		"with a user":           {set{"htu": "https://a@auth.example.com/oauth/token"}, "htu"},
		"no address at all":     {set{"htu": "https://auth example.com:x/"}, "htu"},
		"in capitals":           {set{"htu": "HTTPS://Auth.Example.COM/oauth/token"}, ""},
		"with the usual port":   {set{"htu": "https://auth.example.com:443/oauth/token"}, ""},
		"percent-encoded":       {set{"htu": issuer + "oauth/%74oken"}, ""},
		"no time":               {set{"iat": nil}, "iat"},
		"a minute ago":          {set{"iat": at(-time.Minute)}, ""},
		"longer ago":            {set{"iat": at(-time.Minute - time.Millisecond)}, "iat"},
		"a minute ahead":        {set{"iat": at(time.Minute)}, ""},
		"further ahead":         {set{"iat": at(time.Minute + time.Millisecond)}, "iat"},
		"beyond all numbers":    {set{"iat": 1e300}, "iat"},
	} {
		p, err := Parse(es.proof(nil, row.claims))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		err = p.Check(Use{Method: "POST", URL: endpoint}, now)
		if said := refusal(t, err); (err == nil) != (row.says == "") || !strings.Contains(said, row.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ID-17: with a token the proof is of that token, and of the key it is bound to.
func TestID17_AProofIsOfTheTokenShown(t *testing.T) {
	sum := sha256.Sum256([]byte("token"))
	for name, row := range map[string]struct {
		claims set
		shown  Shown
		says   string
	}{
		"of the token":       {set{"ath": b64(sum[:])}, Shown{"token", es.key(t)}, ""},
		"of another token":   {set{"ath": b64(sum[:])}, Shown{"token2", es.key(t)}, "ath"},
		"of no token":        {nil, Shown{"token", es.key(t)}, "ath"},
		"of another key":     {set{"ath": b64(sum[:])}, Shown{"token", ed.key(t)}, "another key"},
		"of an unbound one":  {set{"ath": b64(sum[:])}, Shown{"token", ""}, "another key"},
		"where there's none": {set{"ath": "x"}, Shown{}, ""},
	} {
		p, err := Parse(es.proof(nil, row.claims))
		if err != nil {
			t.Fatal(err)
		}
		err = p.Check(Use{Method: "POST", URL: endpoint, Shown: row.shown}, now)
		if said := refusal(t, err); (err == nil) != (row.says == "") || !strings.Contains(said, row.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// spent is a Replays that fails where it is nil.
type spent map[string]time.Time

var errAway = errors.New("the database is away")

func (s spent) SpendProof(_ context.Context, id string, expires time.Time) error {
	if s == nil {
		return errAway
	}
	if _, found := s[id]; found {
		return authd.ErrConflict
	}
	s[id] = expires
	return nil
}

func request(proofs ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://10.0.0.1/oauth/token?ignored=1", nil)
	for _, p := range proofs {
		r.Header.Add("DPoP", p)
	}
	return r
}

// ID-17: one header, one use of a jti; behind a proxy the issuer's origin counts.
func TestID17_AProofIsUsedOnce(t *testing.T) {
	used := spent{}
	v := Verifier{Issuer: issuer, Replays: used}
	once := es.proof(nil, nil)
	if key, err := v.Verify(request(once), Shown{}, now); err != nil || key != es.key(t) {
		t.Errorf("%q, %v", key, err)
	}
	for id, expires := range used {
		if strings.Contains(id, "id-1") || expires.Before(now.Add(2*time.Minute)) {
			t.Errorf("%s until %v", id, expires)
		}
	}
	for name, row := range map[string]struct {
		r    *http.Request
		says string
	}{
		"again":                  {request(once), "used before"},
		"signed anew, same jti":  {request(es.proof(nil, nil)), "used before"},
		"twice in a request":     {request(once, es.proof(nil, set{"jti": "2"})), "more than one"},
		"empty":                  {request(""), "not a JWT"},
		"for the proxy's origin": {request(es.proof(nil, set{"jti": "3", "htu": "http://10.0.0.1/oauth/token"})), "htu"},
	} {
		if key, err := v.Verify(row.r, Shown{}, now); !strings.Contains(refusal(t, err), row.says) || err == nil || key != "" {
			t.Errorf("%s: %q, %v", name, key, err)
		}
	}
	if _, err := v.Verify(request(ed.proof(nil, nil)), Shown{}, now); err != nil {
		t.Errorf("another key's proof with the same jti: %v", err)
	}
	if len(used) != 2 {
		t.Errorf("%d were written down", len(used))
	}
}

func TestNoProof(t *testing.T) {
	v := Verifier{Issuer: issuer}
	if key, err := v.Verify(request(), Shown{}, now); err != nil || key != "" {
		t.Errorf("%q, %v", key, err)
	}
	if _, err := v.Verify(request(), Shown{Token: "t", Key: "k"}, now); !strings.Contains(refusal(t, err), "send a DPoP proof") {
		t.Errorf("with a bound token: %v", err)
	}
	v.Replays = spent(nil)
	if _, err := v.Verify(request(es.proof(nil, nil)), Shown{}, now); !errors.Is(err, errAway) {
		t.Errorf("the store's failure is %v", err)
	}
}

// ID-17: no text makes the reader fail, and none is taken that nobody signed. The
// key is fixed, since each process of a fuzzer would make another one.
func FuzzProof(f *testing.F) {
	f.Add(ofTheRFC)
	for _, text := range []string{"", "..", "e30.e30.e30", es.proof(set{"jwk": map[string]string{"kty": "EC", "crv": "P-256"}}, nil), ed.proof(set{"typ": nil}, set{"htu": "%"})} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err != nil {
			refusal(t, err)
			return
		}
		if text != ofTheRFC {
			t.Errorf("a proof nobody made: %+v", p)
		}
		refusal(t, p.Check(Use{Method: "POST", URL: endpoint}, now))
	})
}
