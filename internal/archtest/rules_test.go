package archtest

// layers lists every package group below internal/, and cmd, from the bottom
// up. A package may import what stands in a layer below its own. Packages in
// folders of a group (config/strict) belong to it.
var layers = [][]string{
	{"oauth", "suggest", "locale", "brand", "archtest", "rig", "chaos", "benchhttp", "scale"},
	{"authd", "seal", "web", "pages", "devstyle", "address", "outbound", "pairwise"},
	{"passwordless", "discovery", "tokens", "keys", "session", "config", "store", "delivery", "backchannel", "inbox", "throttle", "pending", "localca", "authcode", "clientauth", "refresh", "jwks", "device", "devicegrant", "people", "dpop"},
	{"authorize", "grants", "revocation", "introspection", "login", "crossorigin", "logout", "consent", "activate", "widget", "doctor", "legacy", "userinfo", "playground", "explain", "changes", "testclock", "lint", "auth0import", "management", "traces", "metrics", "registration"},
	{"server"},
	{"cmd"},
}

// neighbours are the imports within one layer that are allowed, and why. An
// import that nobody makes any more must leave this list.
var neighbours = []neighbour{
	{"web", "authd", "where a request comes from is found at the edge, and goes with it to the audit log"},
	{"web", "seal", "the edge makes request ids of random tokens"},
	{"web", "authd", "the edge answers an outage of the database with 503, whichever feature met it"},
	{"pages", "web", "a page is a web answer: no-store and the type of a handler come from there"},
	{"inbox", "delivery", "the inbox is one of delivery's senders and takes its messages"},
	{"refresh", "tokens", "how long refresh tokens live and whether they rotate is part of the plan"},
	{"clientauth", "tokens", "signatures are checked in package jose alone"},
	{"clientauth", "jwks", "keys that clients publish are read when they are fetched"},
	{"dpop", "tokens", "signatures are checked in package jose alone"},
	{"dpop", "jwks", "a proof brings a key of the client's, and which keys are taken is decided in one place"},
	{"config", "jwks", "keys that stand in the file are read with it"},
	{"config", "people", "who stands in dev.users is refused for what one is refused for that is added by command"},
	{"clientauth", "throttle", "a secret is guessed only under a limit"},
	{"devicegrant", "throttle", "a user code is guessed only under a limit"},
	{"passwordless", "throttle", "a code is guessed and asked for only under a limit"},
	{"benchhttp", "rig", "the benchmark starts the binary as the chaos tests do"},
}

type neighbour struct{ from, to, why string }

// bans are imports the layers alone would allow.
var bans = []ban{
	{from: "authorize", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "grants", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "login", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "consent", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "activate", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "logout", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "userinfo", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "introspection", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "playground", to: "store", why: "it is a client like any other"},
	{from: "authorize", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "grants", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "login", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "consent", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "activate", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "logout", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "userinfo", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "management", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "management", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "introspection", to: "config", why: "features get values, so that a reload is a new tree and not a new file format"},
	{from: "registration", to: "store", why: "features declare the deeds they need as small interfaces"},
	{from: "playground", to: "config", why: "it is a client like any other"},
	{from: "auth0import", to: "store", why: "people are handed to whoever keeps them, in batches"},
	{from: "explain", to: "config", why: "it explains a plan, whoever read the settings"},
	{from: "login", to: "delivery", why: "mails go through the outbox, or their timing tells who is known"},
	{from: "authorize", to: "delivery", why: "mails go through the outbox, or their timing tells who is known"},
	{from: "lint", to: "store", why: "a configuration is judged without the data it will serve"},
	{from: "tokens", to: "web", why: "a plan is decided the same way whoever asks: HTTP, the command line or a test"},
}

type ban struct{ from, to, why string }

// foreign says which groups, or folders of a group, may import what is not ours.
// A path stands for all packages below it.
var foreign = []owner{
	{"github.com/go-chi/chi/v5", []string{"server"}, "the whole surface stands in one table, and handlers stay plain net/http"},
	{"github.com/spf13/viper", []string{"config"}, "its global state and lower-cased keys stay behind the snapshot"},
	{"github.com/spf13/cobra", []string{"cmd"}, "flags are read in one place"},
	{"github.com/lestrrat-go/jwx/v2", []string{"tokens", "keys"}, "signing is done where a plan is at hand, and nowhere else"},
	{"database/sql", []string{"store"}, "no transaction crosses a package"},
	{"modernc.org/sqlite", []string{"store/engine"}, "one place knows which database there is; the deeds are the same on both"},
	{"github.com/jackc/pgx/v5", []string{"store/engine"}, "one place knows which database there is; the deeds are the same on both"},
	{"github.com/pressly/goose/v3", []string{"store/engine"}, "the schema changes under one lock"},
	{"github.com/wneessen/go-mail", []string{"delivery"}, "mail servers are talked to from the outbox alone"},
	{"github.com/nyaruka/phonenumbers", []string{"address"}, "what is a number, and what it costs to write to it, is decided in one place"},
	{"github.com/prometheus/client_golang", []string{"metrics"}, "what is counted, and under which labels, stands in one place"},
	{"go.opentelemetry.io/otel", []string{"traces"}, "what a span may say is decided in one place"},
	{"os/exec", []string{"rig"}, "the server starts no programs"},
	{"unsafe", nil, "nothing here is worth it"},
	{"math/rand", nil, "whatever is random here is a secret: crypto/rand"},
	{"math/rand/v2", nil, "whatever is random here is a secret: crypto/rand"},
}

type owner struct {
	path   string
	places []string
	why    string
}

// standardOnly are the groups that import nothing but Go's standard library.
var standardOnly = map[string]string{
	"oauth": "the words of the RFCs depend on nobody's version of anything",
}
