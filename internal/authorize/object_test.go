package authorize

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"authd/internal/oauth"
)

// signed is the parameter request: an object of the members, which are JSON.
func signed(members ...string) string {
	list := make([]string, 0, len(members)/2)
	for i := 0; i+1 < len(members); i += 2 {
		list = append(list, strconv.Quote(members[i])+":"+members[i+1])
	}
	return "good:{" + strings.Join(list, ",") + "}"
}

// OIDC Core §6.1: what the object says counts, whatever stands outside of it.
func TestARequestObjectCounts(t *testing.T) {
	h := handler(t)
	outside := good("redirect_uri", "https://evil.test/", "state", "outside", "nonce", "outside", "request", signed(
		"redirect_uri", `"`+callback+`"`, "state", `"inside"`, "nonce", `"inside"`, "max_age", "86400", "claims", `{"id_token":{"acr":null}}`,
		"iss", `"spa"`, "aud", `["https://other.test","`+issuer+`"]`, "exp", strconv.FormatInt(now.Unix()+9, 10), "jti", `"1"`))
	a := read(t, get(h, found(session()), outside.Encode()))
	if a.members.Get("state") != "inside" || a.members.Get("id_token") == "" {
		t.Fatalf("got %v", a.members)
	}
	if id := claimsOf(t, a.members.Get("id_token")); id["nonce"] != "inside" || id["auth_time"] == nil || id["acr"] == nil {
		t.Errorf("the ID token says %v", id)
	}
}

// A login may take longer than the object lives, and the pages must know what
// the object says.
func TestARequestObjectIsOpenedBeforeTheLogin(t *testing.T) {
	h := handler(t)
	w := get(h, found(nil), good("state", "", "request", signed("login_hint", `"ann@example.test"`, "state", `"inside"`, "exp", strconv.FormatInt(now.Unix()+9, 10))).Encode())
	location, err := url.Parse(w.Header().Get("Location"))
	if err != nil || location.Path != "/u/login" {
		t.Fatalf("got %s, %v", w.Header().Get("Location"), err)
	}
	p, err := h.Pending.Peek(location.Query().Get("state"), now.Add(10*time.Minute))
	if err != nil || p.Params["login_hint"] != "ann@example.test" || p.Params["state"] != "inside" || p.Params["request"] != "" {
		t.Errorf("%v, %v", p.Params, err)
	}
}

// JW-01 and its neighbours: what is refused, and where that is told.
func TestRequestObjectsThatAreRefused(t *testing.T) {
	seconds := func(after time.Duration) string { return strconv.FormatInt(now.Add(after).Unix(), 10) }
	for name, object := range map[string]string{
		"a wrong signature":           "bad:{}",
		"no JSON":                     "good:no",
		"a list":                      "good:[]",
		"more behind it":              "good:{}{}",
		"cut off":                     `good:{"state":"x"`,
		"a member twice":              `good:{"state":"x","state":"y"}`,
		"another client":              signed("client_id", `"other"`),
		"another response_type":       signed("response_type", `"id_token"`),
		"iss of another":              signed("iss", `"other"`),
		"iss of nobody":               signed("iss", `""`),
		"aud of another":              signed("aud", `"https://other.test/"`),
		"aud of nobody":               signed("aud", `[]`),
		"aud that is none":            signed("aud", `7`),
		"an assertion":                signed("iss", `"spa"`, "sub", `"spa"`, "aud", `"`+issuer+`"`),
		"expired":                     signed("exp", seconds(-time.Minute)),
		"made later":                  signed("iat", seconds(61*time.Second)),
		"good later":                  signed("nbf", seconds(61*time.Second)),
		"an object in it":             signed("request", `"x"`),
		"an address in it":            signed("request_uri", `"https://app.test/object"`),
		"a registration in it":        signed("registration", `{}`),
		"a list as parameter":         signed("scope", `["openid"]`),
		"null as parameter":           signed("scope", `null`),
		"a broken number":             signed("max_age", `1.5`),
		"a member twice, further in":  signed("claims", `{"id_token":{"acr":null,"acr":{}}}`),
		"nested very deeply":          signed("claims", strings.Repeat(`{"a":`, 32)+"1"+strings.Repeat("}", 32)),
		"aud that is null":            signed("aud", `null`),
		"too long":                    signed("state", `"`+strings.Repeat("x", maxObject)+`"`),
		"an expiry that is no number": signed("exp", `"soon"`),
	} {
		t.Run(name, func(t *testing.T) {
			a := read(t, get(handler(t), found(session()), good("request", object).Encode()))
			if a.members.Get("error") != oauth.InvalidRequestObject || a.members.Get("state") != "s-1" {
				t.Errorf("got %v", a.members)
			}
		})
	}
}

// Clocks of clients may be a minute off.
func TestRequestObjectsWithinTheSkew(t *testing.T) {
	seconds := func(after time.Duration) string { return strconv.FormatInt(now.Add(after).Unix(), 10) }
	for _, object := range []string{signed("exp", seconds(-59*time.Second)), signed("iat", seconds(time.Minute), "nbf", seconds(time.Minute)), signed()} {
		if a := read(t, get(handler(t), found(session()), good("request", object).Encode())); a.members.Get("error") != "" {
			t.Errorf("%s: %v", object, a.members)
		}
	}
}

// An object cannot smuggle past what holds for parameters, and without a target
// outside of it there is a page.
func TestRequestObjectsObeyTheOtherRules(t *testing.T) {
	for name, row := range map[string]struct {
		with []string
		want string // an error; empty: a page
	}{
		"an unregistered redirect_uri in it":      {[]string{"request", signed("redirect_uri", `"https://evil.test/"`)}, ""},
		"a wrong object and no redirect_uri":      {[]string{"request", "bad:{}", "redirect_uri", ""}, ""},
		"a wrong object and a stranger's address": {[]string{"request", "bad:{}", "redirect_uri", "https://evil.test/"}, ""},
		"an unknown client":                       {[]string{"request", signed(), "client_id", "nobody"}, ""},
		"a prompt that is none":                   {[]string{"request", signed("prompt", `"magic"`)}, oauth.InvalidRequest},
		"no nonce":                                {[]string{"request", signed("nonce", `""`)}, oauth.InvalidRequest},
		"no response_type outside":                {[]string{"request", signed("response_type", `"token"`), "response_type", ""}, oauth.InvalidRequestObject},
		"beside a request_uri":                    {[]string{"request", signed(), "request_uri", "https://app.test/o"}, oauth.InvalidRequest},
		"request_uri alone":                       {[]string{"request_uri", "https://app.test/o"}, oauth.RequestURINotSupported},
	} {
		t.Run(name, func(t *testing.T) {
			w := get(handler(t), found(session()), good(row.with...).Encode())
			if got := read(t, w).members.Get("error"); got != row.want || row.want == "" && !strings.HasPrefix(w.Body.String(), "PAGE ") {
				t.Errorf("got %q %s", got, w.Body)
			}
		})
	}
}

// query are the parameters of a request and no others.
func query(with ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(with); i += 2 {
		v.Set(with[i], with[i+1])
	}
	return v
}

// strictly lets the client spa ask by signed objects alone.
func strictly(t *testing.T) *Handler {
	h := handler(t)
	c := h.Directory.Clients["spa"]
	c.RequireRequestObject = true
	h.Directory.Clients["spa"] = c
	return h
}

// ID-15, RFC 9101 §5, §6.3 and §10.5: a client that must sign is taken at what it
// signed, and at nothing else.
func TestID15_AClientThatMustSign(t *testing.T) {
	whole := []string{
		"client_id", `"spa"`, "response_type", `"token id_token"`, "redirect_uri", `"` + callback + `"`, "scope", `"openid"`, "nonce", `"inside"`, "state", `"inside"`,
	}
	with := func(members ...string) string { return signed(append(members, whole...)...) }
	lacking := func(name string) string {
		i := slices.Index(whole, name)
		return signed(slices.Delete(slices.Clone(whole), i, i+2)...)
	}
	outside := []string{"redirect_uri", callback, "response_type", "token id_token", "state", "outside", "nonce", "outside", "prompt", "none", "scope", "openid email", "max_age", "0"}
	for name, row := range map[string]struct {
		object string
		beside []string
		want   string // an error; empty: tokens
		state  string
	}{
		"all of it signed, nothing beside":  {with(), nil, "", "inside"},
		"all of it signed, others beside":   {with(), outside, "", "inside"},
		"nothing signed":                    {"", outside, oauth.InvalidRequest, "outside"},
		"signed by nobody":                  {"bad:{}", outside, oauth.InvalidRequestObject, "outside"},
		"no client_id in it":                {lacking("client_id"), outside, oauth.InvalidRequestObject, "outside"},
		"another response_type beside it":   {with(), []string{"redirect_uri", callback, "response_type", "code", "state", "outside"}, oauth.InvalidRequestObject, "outside"},
		"the nonce only beside it":          {lacking("nonce"), outside, oauth.InvalidRequest, "inside"},
		"the response_type only beside it":  {lacking("response_type"), outside, oauth.InvalidRequestObject, "outside"},
		"a state only beside it":            {lacking("state"), outside, "", ""},
		"prompt=none inside, and a session": {with("prompt", `"none"`), nil, "", "inside"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := query(append([]string{"client_id", "spa", "request", row.object}, row.beside...)...)
			a := read(t, get(strictly(t), found(session()), asked.Encode()))
			if a.members.Get("error") != row.want || a.members.Get("state") != row.state || (a.members.Get("access_token") == "") != (row.want != "") {
				t.Errorf("got %v", a.members)
			}
			if row.want == "" && claimsOf(t, a.members.Get("id_token"))["email"] != nil {
				t.Error("a scope that was not signed counted")
			}
		})
	}
	w := get(strictly(t), found(session()), query("client_id", "spa", "redirect_uri", "https://evil.test/", "request", lacking("redirect_uri")).Encode())
	if w.Header().Get("Location") != "" || !strings.HasPrefix(w.Body.String(), "PAGE ") {
		t.Errorf("without a redirect_uri that was signed: %s %s", w.Header().Get("Location"), w.Body)
	}
}

// What waits for a login has been opened already, and goes on without its object.
func TestAClientThatMustSignComesBackFromALogin(t *testing.T) {
	h := strictly(t)
	state, cookie := begin(t, h, query("client_id", "spa", "request", signed("client_id", `"spa"`, "response_type", `"token id_token"`,
		"redirect_uri", `"`+callback+`"`, "scope", `"openid"`, "nonce", `"n"`)))
	if a := read(t, resume(h, session(), state, cookie)); a.members.Get("id_token") == "" {
		t.Errorf("got %v", a.members)
	}
}

// A mailed link carries parameters that were checked when it was asked for, and a
// client that must sign can ask for none.
func TestAMailedLinkTakesNoRequestObject(t *testing.T) {
	params, _ := oauth.ParseParams(good("request", signed()))
	if err := handler(t).Check(params); err == nil || !strings.Contains(err.Error(), oauth.RequestNotSupported) {
		t.Errorf("got %v", err)
	}
	params, _ = oauth.ParseParams(good())
	if err := strictly(t).Check(params); err == nil || !strings.Contains(err.Error(), oauth.InvalidRequest) {
		t.Errorf("of a client that must sign: %v", err)
	}
}

func FuzzRequestObject(f *testing.F) {
	f.Add(`{"iss":"spa","aud":"https://auth.test/","state":"x","max_age":1,"claims":{"userinfo":{"name":null}}}`)
	f.Add(`{"client_id":"spa","client_id":"other"}`)
	f.Add(`{"exp":1e400}`)
	dir := directory()
	f.Fuzz(func(t *testing.T, payload string) {
		h := &Handler{Directory: dir, Objects: objects}
		params, _ := oauth.ParseParams(good())
		before := maps.Clone(params)
		params["request"] = "good:" + payload
		got, err := h.opened(context.Background(), ask{params: params}, now)
		for _, name := range []string{"client_id", "response_type"} {
			if got.params[name] != before[name] {
				t.Errorf("%s became %q", name, got.params[name])
			}
		}
		if _, left := got.params["request"]; left == (err == nil) {
			t.Errorf("%v, and the object is there: %v", err, left)
		}
	})
}
