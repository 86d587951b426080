package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// A visitor is a browser as far as a session needs one: it keeps cookies and
// stops at the application.
type visitor struct {
	http.Client
	issuer string
	at     *url.URL // where it was led last
	page   string
}

const application = "https://app.example.com/cb"

func newVisitor(issuer string) *visitor {
	jar, _ := cookiejar.New(nil) // no option, no error
	v := &visitor{Client: http.Client{Jar: jar}, issuer: issuer}
	v.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), application) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return v
}

// take notes where an answer led to.
func (v *visitor) take(answer *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(answer.Body)
	v.at, v.page = answer.Request.URL, string(body)
	if to, locationErr := answer.Location(); locationErr == nil {
		v.at = to
	}
	return err
}

// submit sends a form of the page the visitor is at, as a browser does.
func (v *visitor) submit(form url.Values) (*http.Response, error) {
	r, err := http.NewRequest(http.MethodPost, v.at.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", strings.TrimSuffix(v.issuer, "/"))
	return v.Do(r)
}

// fragment is what the application gets for a request of client spa, after the
// person logged in where that is needed.
func (v *visitor) fragment(address, code string) (url.Values, error) {
	q := url.Values{"client_id": {"spa"}, "response_type": {"token id_token"}, "redirect_uri": {application}, "scope": {"openid"}, "state": {"s"}, "nonce": {"n"}}
	if err := v.take(v.Get(v.issuer + "authorize?" + q.Encode())); err != nil {
		return nil, err
	}
	for _, form := range []url.Values{{"email": {address}}, {"code": {code}}} {
		if strings.HasPrefix(v.at.String(), application) {
			break
		}
		if err := v.take(v.submit(form)); err != nil {
			return nil, err
		}
	}
	if !strings.HasPrefix(v.at.String(), application) {
		return nil, fmt.Errorf("led to %s: %s", v.at, v.page)
	}
	return url.ParseQuery(v.at.Fragment)
}

// browse is the command of the sessions: browse ISSUER ADDRESS CODE KEY VALUE
// asks for tokens, logging in where that is needed, until the answer says VALUE
// under KEY; with "!" the login must fail. The visitor of an issuer keeps its cookies for the whole session.
func browse(ts *testscript.TestScript, neg bool, args []string) {
	issuer, address, code, key, want := args[0], args[1], args[2], args[3], args[4]
	v, is := visitors[ts.Getenv("WORK")]
	if !is {
		v = newVisitor(issuer)
		visitors[ts.Getenv("WORK")] = v
	}
	var got url.Values
	for range 500 {
		var err error
		got, err = v.fragment(address, code)
		if neg && err != nil {
			return
		}
		ts.Check(err)
		if got.Get(key) == want {
			if neg {
				ts.Fatalf("%s is %s", key, want)
			}
			return
		}
		time.Sleep(20 * time.Millisecond) // another process: there is nothing to wait on
	}
	ts.Fatalf("%s is %q, want %q", key, got.Get(key), want)
}

var visitors = map[string]*visitor{}

// measure asks the admin listener until a metric has a value: measure PORT NAME VALUE.
func measure(ts *testscript.TestScript, _ bool, args []string) {
	want := "\n" + args[1] + " " + args[2] + "\n"
	v := newVisitor("")
	for range 500 {
		ts.Check(v.take(v.Get("http://127.0.0.1:" + args[0] + "/metrics")))
		if strings.Contains(v.page, want) {
			return
		}
		time.Sleep(20 * time.Millisecond) // another process: there is nothing to wait on
	}
	ts.Fatalf("%s is not %s", args[1], args[2])
}
