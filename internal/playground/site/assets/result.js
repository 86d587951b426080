// What came back: the answer, its tokens, and the panels that use them. A silent
// renewal replaces all of it.

import { card, copyable, h, note, table } from "./dom.js";
import { explanation } from "./explanation.js";
import { renewal } from "./renewal.js";
import { accessToken, idToken } from "./token.js";
import { userinfo } from "./userinfo.js";

// result shows one answer. login is {request, answer, receivedAt}: what was
// asked, the parameters that came, and when, in milliseconds.
export function result(config, login) {
  const place = h("div", { class: "stack" });
  show(place, config, login, "");
  return place;
}

function show(place, config, login, news) {
  const stop = new AbortController();
  const renewed = (next) => {
    stop.abort();
    show(place, config, next, "The tokens were renewed silently.");
  };
  const { access_token, id_token, error } = login.answer;
  place.replaceChildren(...[
    answer(config, login),
    columns(access_token && accessToken(config, login, stop.signal), id_token && idToken(config, login, stop.signal)),
    error ? null : explanation(config, login.request),
    columns(renewal(config, login.request, { renewed, news }), access_token && userinfo(config, login, stop.signal)),
  ].filter(Boolean));
}

function columns(...cards) {
  const shown = cards.filter(Boolean);
  return shown.length === 0 ? null : h("div", { class: "columns" }, shown);
}

function answer(config, { answer }) {
  const rows = Object.entries(answer).map(([name, value]) =>
    [name, name.endsWith("_token") || name === "state" ? copyable(value, name) : value]);
  return card("answer", answer.error ? "The server refused" : "The answer",
    answer.error ? note(advice(answer), "problem") : null,
    table("Parameters of the answer", rows.map(([name, value]) =>
      [name, value instanceof Node ? value : h("span", { id: `answer-${name}` }, value)])),
    h("p", { class: "hint" }, "These came in the fragment of the address, which browsers keep to themselves. It has been taken out of the address bar. ",
      h("a", { href: "/" }, "Start over"), " ", h("a", { id: "logout", href: logoutURL(config) }, "Log out")));
}

// logoutURL is where auth0.js sends the browser to log out.
function logoutURL(config) {
  const url = new URL("v2/logout", config.issuer);
  url.search = new URLSearchParams({ client_id: config.client_id, returnTo: `${location.origin}/` });
  return url.href;
}

const next = {
  login_required: "Nobody is logged in at the server in this browser. Log in without prompt=none first.",
  consent_required: "The client asks for consent, which prompt=none does not allow.",
  access_denied: "Look at the audience and at who may log in.",
};

function advice({ error, error_description }) {
  return [(error_description || error).replace(/[^.]$/, "$&."), next[error]].filter(Boolean).join(" ");
}
