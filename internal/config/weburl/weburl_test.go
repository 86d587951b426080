package weburl

import "testing"

// wants is a table: the URL, and whether it must be refused.
type wants struct {
	name, raw string
	refused   bool
}

func run(t *testing.T, table []wants, check func(string) *Fault) {
	t.Helper()
	for _, tc := range table {
		t.Run(tc.name, func(t *testing.T) {
			f := check(tc.raw)
			if refused := f != nil; refused != tc.refused {
				t.Errorf("%q: refused %v, want %v (%+v)", tc.raw, refused, tc.refused, f)
			}
		})
	}
}

func exact(raw string) *Fault { return CheckCallback(raw, NoWildcards) }

func TestOrdinaryCallbacks(t *testing.T) {
	run(t, []wants{
		{"https", "https://app.example.com/callback", false},
		{"https with port and query", "https://app.example.com:8443/cb?x=1", false},
		{"http on localhost", "http://localhost:3000/cb", false},
		{"http on 127.0.0.1", "http://127.0.0.1/cb", false},
		{"http on another loopback address", "http://127.9.9.9/cb", false},
		{"http on ::1", "http://[::1]:3000/cb", false},
		{"a private-use scheme after a domain", "com.example.app:/callback", false},
		{"a private-use scheme with slashes", "com.example.app://callback", false},
		{"nothing", "", true},
		{"a path alone", "/callback", true},
		{"no scheme", "app.example.com/callback", true},
		{"a scheme alone", "https:", true},
		{"no host", "https:///callback", true},
		{"an opaque URL", "https:app.example.com", true},
		{"a port without a host", "https://:8443/", true},
		{"a port that is no number", "https://app.example.com:x/", true},
	}, exact)
}

// AZ-03: another host than the one that seems to be named.
func TestAZ03_HostConfusion(t *testing.T) {
	run(t, []wants{
		{"a user name in front of the host", "https://rp.test@evil.test/cb", true},
		{"an empty user name", "https://@evil.test/cb", true},
		{"a user name with a password", "https://rp.test:443@evil.test/cb", true},
		{"a backslash before the at sign", `https://rp.test\@evil.test`, true},
		{"a backslash for a slash", `https://evil.test\.rp.test/cb`, true},
		{"a doubly encoded slash", "https://rp.test%252f@evil.test", true},
		{"an encoded slash in the host", "https://evil.test%2f.rp.test/cb", true},
		{"an encoded letter in the host", "https://%65vil.test/cb", true},
		{"a tab", "https://rp.test\t/cb", true},
		{"a line break", "https://rp.test/cb\n", true},
		{"a leading space", " https://rp.test/cb", true},
		{"a null byte", "https://rp.test/\x00", true},
		{"a letter that only looks like one", "https://rр.test/cb", true},
		{"a user name under a private-use scheme", "com.example.app://a@b/cb", true},
	}, exact)
}

// AZ-06: schemes that run code, reach files, or could be anybody's.
func TestAZ06_DangerousSchemes(t *testing.T) {
	run(t, []wants{
		{"javascript", "javascript:alert(1)", true},
		{"javascript in capitals", "JavaScript://app.example.com/%0aalert(1)", true},
		{"data", "data:text/html,x", true},
		{"file", "file:///etc/passwd", true},
		{"blob", "blob:https://app.example.com/1", true},
		{"vbscript", "vbscript:x", true},
		{"http to another machine", "http://app.example.com/cb", true},
		{"http to a host that begins like loopback", "http://localhost.evil.test/cb", true},
		{"http to an address that begins like loopback", "http://127.0.0.1.evil.test/cb", true},
		{"http to every address", "http://0.0.0.0/cb", true},
		{"a private-use scheme without a dot", "myapp:/cb", true},
	}, exact)
}

// AZ-07: a fragment would swallow the answer.
func TestAZ07_Fragment(t *testing.T) {
	run(t, []wants{
		{"a fragment", "https://app.example.com/cb#x", true},
		{"an empty fragment", "https://app.example.com/cb#", true},
		{"a fragment under a private-use scheme", "com.example.app:/cb#x", true},
		{"an encoded number sign is none", "https://app.example.com/cb%23x", false},
	}, exact)
}

// AZ-08: what a wildcard may stand for.
func TestAZ08_Wildcards(t *testing.T) {
	run(t, []wants{
		{"switched off", "https://*.rp.test/cb", true},
		{"switched off, in the path", "https://rp.test/*", true},
	}, exact)
	run(t, []wants{
		{"the left-most label", "https://*.rp.test/cb", false},
		{"part of the left-most label", "https://pr-*.rp.test:8443/cb", false},
		{"no wildcard at all", "https://rp.test/cb", false},
		{"two", "https://*.*.rp.test/cb", true},
		{"two in one label", "https://**.rp.test/cb", true},
		{"the second label", "https://a.*.rp.test/cb", true},
		{"the path", "https://rp.test/*", true},
		{"the query", "https://rp.test/?x=*", true},
		{"the port", "https://rp.test:*/", true},
		{"every host", "https://*/cb", true},
		{"every host under a top-level domain", "https://*.com/cb", true},
		{"every host under a top-level domain with a final dot", "https://*.com./cb", true},
		{"an empty label", "https://*..com/cb", true},
		{"a public suffix of two labels", "https://*.co.uk/cb", true},
		{"a public suffix in capitals", "https://*.CO.UK/cb", true},
		{"a host for everyone's pages", "https://*.github.io/cb", true},
		{"the end of an address", "https://*.0.0.1/cb", true},
		{"a private-use scheme", "com.example.app://*/cb", true},
		{"http", "http://*.rp.test/cb", true},
	}, func(raw string) *Fault { return CheckCallback(raw, LeftmostLabel) })
}

func TestIssuers(t *testing.T) {
	run(t, []wants{
		{"https", "https://auth.example.com/", false},
		{"https with a path", "https://example.com/auth/", true},
		{"slashes for a path", "https://example.com//", true},
		{"http on loopback", "http://localhost:8080/", false},
		{"http elsewhere", "http://auth.example.com/", true},
		{"no final slash", "https://auth.example.com", true},
		{"a path without a final slash", "https://example.com/auth", true},
		{"a query", "https://auth.example.com/?", true},
		{"a fragment", "https://auth.example.com/#", true},
		{"a user name", "https://a@auth.example.com/", true},
		{"another scheme", "ftp://auth.example.com/", true},
		{"no scheme", "auth.example.com/", true},
	}, CheckIssuer)
}

func TestSuggestions(t *testing.T) {
	for _, tc := range []struct {
		name string
		got  *Fault
		want string
	}{
		{"a slash for an issuer", CheckIssuer("https://auth.example.com"), "https://auth.example.com/"},
		{"a host for an issuer with a path", CheckIssuer("https://example.com/auth/"), "https://example.com/"},
		{"an origin without its slash", CheckOrigin("https://app.example.com/"), "https://app.example.com"},
		{"an origin without its path", CheckOrigin("https://app.example.com/a?b"), "https://app.example.com"},
		{"an origin without its default port", CheckOrigin("https://app.example.com:443"), "https://app.example.com"},
		{"an http origin without its default port", CheckOrigin("http://localhost:80"), "http://localhost"},
		{"an origin in lower case", CheckOrigin("https://App.Example.com:8443"), "https://app.example.com:8443"},
		{"https for http", CheckOrigin("http://app.example.com"), "https://app.example.com"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.got == nil || tc.got.Suggestion != tc.want {
				t.Errorf("got %+v, want %q", tc.got, tc.want)
			}
		})
	}
}

func TestOrigins(t *testing.T) {
	run(t, []wants{
		{"https", "https://app.example.com", false},
		{"https with a port", "https://app.example.com:8443", false},
		{"http on localhost", "http://localhost:3000", false},
		{"an IPv6 address", "https://[2001:db8::1]:8443", false},
		{"null", "null", true},
		{"a wildcard", "https://*.example.com", true},
		{"a user name", "https://a@app.example.com", true},
		{"another scheme", "com.example.app://x", true},
		{"nothing", "", true},
	}, CheckOrigin)
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.1.2.3": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "0.0.0.0": false, "::": false, "10.0.0.1": false, "localhost.evil.test": false, "example.com": false,
	} {
		if got := Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %v", host, got)
		}
	}
}
