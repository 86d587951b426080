package authd

import "testing"

func TestSector(t *testing.T) {
	for name, row := range map[string]struct {
		client Client
		want   string
	}{
		"one host":           {Client{Callbacks: []string{"https://app.test/a", "https://APP.test:8443/b"}}, "app.test"},
		"two hosts":          {Client{Callbacks: []string{"https://a.test/", "https://b.test/"}}, ""},
		"two hosts, a URI":   {Client{Callbacks: []string{"https://a.test/", "https://b.test/"}, SectorIdentifierURI: "https://Sector.test/x.json"}, "sector.test"},
		"no callbacks":       {Client{}, ""},
		"an app's scheme":    {Client{Callbacks: []string{"com.example.app:/cb"}}, ""},
		"an app and a page":  {Client{Callbacks: []string{"com.example.app:/cb", "https://a.test/"}}, ""},
		"a page and an app":  {Client{Callbacks: []string{"https://a.test/", "com.example.app:/cb"}}, ""},
		"many, by a pattern": {Client{Callbacks: []string{"https://*.a.test/"}}, ""},
	} {
		if got := row.client.Sector(); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}
