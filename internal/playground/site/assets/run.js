// Running a question: each flow's requests, until there is an answer.
//
// A run is {question, parameters, answer, receivedAt, codes, log}: what was asked
// and sent to /authorize, what came and when (the server's time, in milliseconds),
// the codes on the way as {name, from, to, used}, and the log of all exchanges.
// With a refresh token it has {refreshToken, line, begunElsewhere}: the token to
// use next, when the first of its line was seen, and whether others came before.

import { now } from "./clock.js";
import { needsSecret, otpGrant } from "./flows.js";
import { newLog } from "./log.js";
import { authorizeURL, newRequest, readAnswer, recall, redirectURI, remember } from "./request.js";

// leave goes to /authorize. The run goes on at the callback.
export async function leave(config, question, { log = newLog(), codes = [], more } = {}) {
  const { parameters, verifier } = await newRequest(question, more);
  const url = authorizeURL(config, parameters);
  const entries = [...log.entries, { title: "the browser goes there", method: "GET", url }];
  remember(parameters.state, { question, parameters, verifier, entries, codes });
  location.assign(url);
}

// arrive takes the answer at the callback and goes on to the run's end. Its error
// says why an answer is not used.
export async function arrive(config) {
  const receivedAt = now();
  const { answer, came } = readAnswer();
  if (Object.keys(answer).length === 0) throw new Error("There is no answer in this address. Tokens live in this page only and are gone after a reload.");
  const kept = answer.state ? recall(answer.state) : null;
  if (!kept) throw new Error("This answer carries a state that this browser did not send, so it is not used.");
  // RFC 9207 §2.4: an answer that names another issuer was mixed up on its way.
  if (answer.iss && answer.iss !== config.issuer) throw new Error(`This answer names ${answer.iss} as its issuer, so it is not used.`);
  kept.entries.at(-1).answer = came;
  const run = { ...kept, log: newLog(kept.entries), answer, receivedAt };
  return answer.code ? redeem(config, run) : run;
}

async function redeem(config, run) {
  const code = { name: "Authorization code", from: run.receivedAt, to: run.receivedAt + config.code_lifetime * 1000, used: true };
  const fields = { grant_type: "authorization_code", code: run.answer.code, redirect_uri: redirectURI, code_verifier: run.verifier };
  return token(config, { ...run, codes: [...run.codes, code], authorized: run.answer }, fields);
}

// token asks /oauth/token and is the run with its answer.
async function token(config, run, fields) {
  const proof = prove(config, run.question);
  const body = new URLSearchParams({ ...fields, ...proof.fields }).toString();
  const answer = await run.log.send({
    title: "this page asks for tokens", method: "POST", url: new URL("oauth/token", config.issuer).href,
    headers: { "Content-Type": "application/x-www-form-urlencoded", ...proof.headers }, body,
  });
  const receivedAt = now();
  return { ...run, answer, receivedAt, line: run.line ?? receivedAt, refreshToken: answer.refresh_token ?? run.refreshToken };
}

// prove is how a client says who it is (RFC 6749 §2.3.1).
function prove(config, { client_id, client_secret = "", flow }) {
  const client = config.clients.find((c) => c.client_id === client_id);
  if (!needsSecret(client, flow)) return { fields: { client_id }, headers: {} };
  if (client.token_endpoint_auth_method === "client_secret_post") return { fields: { client_id, client_secret }, headers: {} };
  return { fields: {}, headers: { Authorization: `Basic ${btoa([client_id, client_secret].map(encodeURIComponent).join(":"))}` } };
}

// refresh trades a refresh token. before is the run that gave it, missing when it
// was typed in.
export function refresh(config, question, refresh_token, before) {
  const run = { question, codes: [], refreshToken: refresh_token, line: before?.line, begunElsewhere: before ? before.begunElsewhere : true, log: before?.log ?? newLog() };
  const fields = { grant_type: "refresh_token", refresh_token };
  if (question.expires_in) fields.expires_in = question.expires_in;
  return token(config, run, fields);
}

const json = { "Content-Type": "application/json" };

// sendCode has a one-time code sent: {code, log, error}, code as it stands in a run.
export async function sendCode(config, question, log = newLog()) {
  const { client_id, connection, address, client_secret, ui_locales } = question;
  const client = config.clients.find((c) => c.client_id === client_id);
  const { strategy, code_lifetime } = client.connections.find(({ name }) => name === connection);
  const body = { client_id, connection, send: "code", [strategy === "sms" ? "phone_number" : "email"]: address };
  if (client_secret) body.client_secret = client_secret;
  if (ui_locales) body.authParams = { ui_locales };
  const from = now();
  const answer = await log.send({ title: "this page has a code sent", method: "POST", url: new URL("passwordless/start", config.issuer).href, headers: json, body: JSON.stringify(body) });
  return { log, code: { name: "One-time code", from, to: from + code_lifetime * 1000 }, error: answer.error && (answer.error_description ?? answer.error) };
}

// takeCode trades a typed code for tokens at /oauth/token.
export function takeCode(config, question, otp, { log, code }) {
  const fields = { grant_type: otpGrant, realm: question.connection, username: question.address, otp, audience: question.audience, scope: question.scope, expires_in: question.expires_in };
  for (const name of Object.keys(fields)) if (!fields[name]) delete fields[name];
  return token(config, { question, codes: [{ ...code, used: true }], log }, fields);
}

// takeTicket trades a typed code for a login ticket, with which the browser goes
// on to /authorize. It returns what was wrong, else nothing: the page is left.
export async function takeTicket(config, question, otp, { log, code }) {
  const { client_id, connection: realm, address: username } = question;
  const body = JSON.stringify({ client_id, credential_type: otpGrant, realm, username, otp });
  const answer = await log.send({ title: "this page trades the code for a ticket", method: "POST", url: new URL("co/authenticate", config.issuer).href, headers: json, body, credentials: "include" });
  if (answer.error) return answer;
  const implicit = { ...question, response_type: "token id_token" };
  return leave(config, implicit, { log, codes: [{ ...code, used: true }], more: { realm, login_ticket: answer.login_ticket } });
}
