// Authorization requests: building them, remembering them until the answer
// comes, and matching the answer to them (OIDC Core §3.2.2).

export const redirectURI = `${location.origin}/callback`;

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// randomText returns 256 random bits, safe in an address.
export function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

// challenge is the code_challenge of a verifier (RFC 7636 §4.2).
async function challenge(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

const asked = ["audience", "scope", "response_mode", "expires_in", "prompt", "max_age", "login_hint", "ui_locales"];

// parametersOf are what a question sends to /authorize, without what is made
// afresh each time.
export function parametersOf(question) {
  const parameters = { client_id: question.client_id, redirect_uri: redirectURI, response_type: question.flow === "code" ? "code" : question.response_type };
  for (const name of asked) parameters[name] = question[name];
  if (question.flow !== "otp") parameters.connection = question.connection;
  if (question.flow === "silent") Object.assign(parameters, { prompt: "none", response_mode: "web_message" });
  if (question.flow === "code") Object.assign(parameters, { code_challenge: "random", code_challenge_method: "S256" });
  parameters.state = "random";
  if (question.scope.split(" ").includes("openid") && parameters.response_type !== "token") parameters.nonce = "random";
  return parameters;
}

// newRequest is {parameters, verifier}: a question with a state, and a nonce and
// a code verifier where they belong. more is sent as well.
export async function newRequest(question, more = {}) {
  const parameters = { ...parametersOf(question), ...more, state: randomText() };
  const verifier = parameters.code_challenge && randomText();
  if (parameters.nonce) parameters.nonce = randomText();
  if (verifier) parameters.code_challenge = await challenge(verifier);
  return { parameters, verifier };
}

// authorizeURL is the address at which the server answers. What is empty is not
// sent.
export function authorizeURL(config, parameters) {
  const url = new URL("authorize", config.issuer);
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
  return url.href;
}

const prefix = "request ";
const patience = 30 * 60_000; // milliseconds; the server gives a login no longer

// remember keeps a started run in this browser until its answer comes back. Not
// in this tab alone: a mailed link opens another.
export function remember(state, run) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(prefix) && !isFresh(JSON.parse(localStorage.getItem(key)))) localStorage.removeItem(key);
  }
  localStorage.setItem(prefix + state, JSON.stringify({ run, askedAt: Date.now() }));
}

// recall returns the remembered run an answer belongs to, once, or null: an answer
// with a state this browser never sent was not asked for here.
export function recall(state) {
  const kept = JSON.parse(localStorage.getItem(prefix + state));
  localStorage.removeItem(prefix + state);
  return kept && isFresh(kept) ? kept.run : null;
}

const isFresh = ({ askedAt }) => Date.now() - askedAt < patience;

// readAnswer reads the parameters of an answer and takes them out of the address,
// so that no token stays in the history: {answer, came}, came for the log.
export function readAnswer() {
  const { href, hash, search } = location;
  const { response_mode, ...answer } = Object.fromEntries(new URLSearchParams(hash ? hash.slice(1) : search));
  if (hash || search) history.replaceState(null, "", location.pathname);
  return { answer, came: response_mode === "form_post" ? { posted: answer } : { redirect: href } };
}
