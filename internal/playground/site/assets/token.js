// One card a token: its lifetime counting down, its insides, and what decided
// them.

import { card, copyable, h, note, table } from "./dom.js";
import { countdown } from "./countdown.js";
import { explanation } from "./explanation.js";
import { decode, verify } from "./jwt.js";

// accessTokenEnd is when the access token ends, in milliseconds: its own exp, and
// where it cannot be read, expires_in counted from the moment the answer came (RFC
// 6749 §4.2.2).
export function accessTokenEnd({ answer, receivedAt }) {
  const exp = decode(answer.access_token)?.payload?.exp;
  return exp ? exp * 1000 : receivedAt + Number(answer.expires_in) * 1000;
}

// accessToken shows the access token and when it ends. plan may be missing.
export function accessToken(config, run, { plan, signal }) {
  const token = run.answer.access_token;
  const decoded = decode(token);
  const to = accessTokenEnd(run);
  return card("access-token", "Access token", countdown("access", { from: to - Number(run.answer.expires_in) * 1000, to }, signal),
    h("p", {}, copyable(token, "the access token")),
    decoded?.payload ? signed(config, token, decoded) : opaque(decoded),
    plan?.access_token ? explanation("access_token", plan.access_token) : null);
}

// refreshToken shows the refresh token, its two ends, and how it is used. renew is
// what the button does.
export function refreshToken(run, { plan, renew }) {
  return card("refresh-token", "Refresh token", h("p", {}, copyable(run.refreshToken, "the refresh token")),
    h("p", {}, "It earns new tokens at /oauth/token without a session or a page. It tells nothing by itself: the server keeps how long its line lives."),
    h("button", { type: "button", id: "refresh", onclick: async ({ target }) => { target.disabled = true; await renew(); target.disabled = false; } }, "Use it"),
    plan?.refresh_token ? explanation("refresh_token", plan.refresh_token) : null);
}

function opaque(decoded) {
  return h("div", { id: "opaque" },
    note("This token is opaque. No API was asked for, so its one reader is the server itself, at /userinfo: the content is encrypted and an application has no use for it."),
    decoded ? json("Header", decoded.header) : null);
}

// idToken shows the ID token and the checks an application owes it.
export function idToken(config, run, { plan, signal }) {
  const token = run.answer.id_token;
  const decoded = decode(token);
  if (!decoded?.payload) return card("id-token", "ID token", note("This is not a JWT.", "problem"));
  const { iat, exp } = decoded.payload;
  return card("id-token", "ID token", countdown("id", { from: iat * 1000, to: exp * 1000 }, signal),
    h("p", {}, copyable(token, "the ID token")), checks(config, run, decoded.payload),
    signed(config, token, decoded), plan?.id_token ? explanation("id_token", plan.id_token) : null);
}

// checks are those of OIDC Core §3.2.2.11 that need no key.
function checks(config, { question, parameters }, claims) {
  const list = [
    [claims.iss === config.issuer, "iss is the issuer", `iss is ${claims.iss}, not the issuer`],
    [[claims.aud].flat().includes(question.client_id), "aud is this client", "aud is not this client"],
    parameters?.nonce || claims.nonce ? [claims.nonce === parameters?.nonce, "nonce is the one sent", "nonce is not the one sent"]
      : [true, "no nonce, and none was sent", ""],
  ];
  return h("ul", { class: "checks", id: "checks" }, list.map(([ok, yes, no]) =>
    h("li", { class: ok ? "good" : "bad" }, ok ? yes : no)));
}

function signed(config, token, { header, payload }) {
  const signature = h("p", { class: "hint" }, "Checking the signature…");
  verify(config, token)
    .then(({ ok, text }) => { signature.textContent = text; signature.className = ok ? "hint good" : "hint bad"; })
    .catch((error) => { signature.textContent = `The signature could not be checked: ${error.message}`; });
  return h("div", {}, signature,
    table("Lifetime", [["exp − iat", `${payload.exp - payload.iat} seconds`], ["iat", when(payload.iat)], ["exp", when(payload.exp)]]),
    json("Header", header), json("Payload", payload));
}

function json(title, value) {
  return h("div", {}, h("h3", {}, title), h("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2)));
}

function when(numericDate) {
  return `${numericDate} · ${new Date(numericDate * 1000).toLocaleString()}`;
}
