// Authorization requests: building them, remembering them until the answer
// comes, and matching the answer to them (OIDC Core §3.2.2).

export const redirectURI = `${location.origin}/callback`;

// randomText returns 256 random bits, safe in an address.
export function randomText() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
}

// newRequest gives what the form asked for a state and, when an ID token is to
// come, a nonce.
export function newRequest(asked) {
  const request = { ...asked, state: randomText() };
  if (asked.response_type.split(" ").includes("id_token")) request.nonce = randomText();
  return request;
}

// authorizeURL is the address at which the server answers the request. Extra
// parameters come last and win.
export function authorizeURL(config, request, extra = {}) {
  const url = new URL("authorize", config.issuer);
  const all = { client_id: config.client_id, redirect_uri: redirectURI, ...request, ...extra };
  for (const [name, value] of Object.entries(all)) if (value) url.searchParams.set(name, value);
  return url.href;
}

const prefix = "request ";
const patience = 30 * 60_000; // milliseconds; the server gives a login no longer

// remember keeps a request in this browser until its answer comes back. Not in
// this tab alone: a mailed link opens another.
export function remember(request) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(prefix) && !isFresh(JSON.parse(localStorage.getItem(key)))) localStorage.removeItem(key);
  }
  localStorage.setItem(prefix + request.state, JSON.stringify({ request, askedAt: Date.now() }));
}

// recall returns the remembered request an answer belongs to, once, or null:
// an answer with a state this browser never sent was not asked for here.
export function recall(state) {
  const kept = JSON.parse(localStorage.getItem(prefix + state));
  localStorage.removeItem(prefix + state);
  return kept && isFresh(kept) ? kept.request : null;
}

const isFresh = ({ askedAt }) => Date.now() - askedAt < patience;

// readFragment reads the parameters of an implicit answer and takes them out of
// the address, so that no token stays in the history.
export function readFragment() {
  const answer = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (location.hash) history.replaceState(null, "", location.pathname);
  return answer;
}
