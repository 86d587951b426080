// Why the tokens live as long as they do: the server's own plan for the request,
// the same as `authd explain --json` prints.

import { card, h, note, seconds } from "./dom.js";

// explanation asks for the plan of a request and shows it.
export function explanation(config, request) {
  const body = h("div", {}, note("Asking…"));
  ask(config, request)
    .then((plan) => body.replaceChildren(...show(plan)))
    .catch((error) => body.replaceChildren(note(error.message, "problem")));
  return card("explanation", "Why these lifetimes", body);
}

async function ask(config, { audience, scope, response_type, expires_in }) {
  const query = new URLSearchParams({ client_id: config.client_id, audience, scope, response_type, expires_in });
  const answer = await fetch(`/api/explain?${query}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error_description ?? body.error);
  return body;
}

const tokenNames = { access_token: "Access token", id_token: "ID token", refresh_token: "Refresh token" };

function show(plan) {
  const tokens = Object.entries(tokenNames).filter(([name]) => plan[name]);
  return [
    h("div", { class: "columns" }, tokens.map(([name, title]) => h("div", { id: `why-${name}` },
      h("h3", {}, title), choices(plan[name]), elsewhere(plan[name].elsewhere ?? [])))),
    scope(plan.scope),
  ];
}

const labels = {
  lifetime: "Lifetime", format: "Format", alg: "Signed with", audience: "Audience", userinfo: "Good at /userinfo",
  rotation_type: "Rotation", expiration_type: "Expiry", token_lifetime: "Lifetime", idle_token_lifetime: "Idle lifetime", leeway: "Leeway",
};

function choices(token) {
  const list = Object.entries(token).filter(([name]) => labels[name]);
  return h("dl", { class: "decided" }, list.map(([name, choice]) => [
    h("dt", {}, `${labels[name]}: ${value(choice.value, name)}`),
    h("dd", { "data-choice": name }, decider(choice), passed(choice.over ?? [])),
  ]));
}

function value(v, name) {
  if (Array.isArray(v)) return v.join(", ");
  if (typeof v === "boolean") return v ? "yes" : "no";
  if (typeof v === "number") return v >= 60 ? `${v} seconds (${seconds(v)})` : `${v} seconds`;
  return String(v) || `no ${name}`;
}

const origins = {
  file: "set by",
  default: "the default of",
  request: "asked for by",
  rule: "always, because",
};

function decider({ by, from }) {
  return h("span", {}, `${origins[from]} `, from === "rule" ? by.path : h("code", {}, place(by)));
}

function passed(list) {
  return list.length === 0 ? null : h("ul", { class: "passed" }, list.map(({ setting, value: lifetime, why }) =>
    h("li", {}, h("code", {}, place(setting)), lifetime ? ` = ${lifetime} ` : " ", why)));
}

function elsewhere(list) {
  return list.length === 0 ? null
    : h("div", {}, h("p", { class: "hint" }, "Without effect on this token:"), passed(list));
}

// place names a setting the way the command line does: file and line where the
// file says it, only the source where an environment variable does.
function place({ path, file, line }) {
  if (!file) return path;
  return line ? `${path} (${file}:${line})` : `${path} (${file})`;
}

function scope({ granted, dropped }) {
  return h("p", {}, `Scope granted: ${granted.join(" ") || "none"}. `,
    dropped.map(({ value: name, why }) => `Dropped: ${name}, because ${why}. `));
}
