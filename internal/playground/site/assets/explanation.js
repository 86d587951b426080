// Why a token is as it is: the server's own plan for the request, the same as
// `authd explain --json` prints.

import { h, seconds } from "./dom.js";
import { lineId } from "./lines.js";

const labels = {
  lifetime: "Lifetime", format: "Format", alg: "Signed with", audience: "Audience", userinfo: "Good at /userinfo",
  rotation_type: "Rotation", expiration_type: "Expiry", token_lifetime: "Lifetime", idle_token_lifetime: "Idle lifetime", leeway: "Leeway",
  session_lifetime: "Lifetime", idle_session_lifetime: "Idle lifetime",
};

// explanation shows what decided each part of a token or of the session; name is
// that of the plan's member.
export function explanation(name, token) {
  return h("div", { id: `why-${name}`, class: "why" }, h("h3", {}, "Why it is so"), choices(token), elsewhere(token.elsewhere ?? []));
}

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
  return h("span", {}, `${origins[from]} `, from === "rule" ? by.path : setting(by));
}

function passed(list) {
  return list.length === 0 ? null : h("ul", { class: "passed" }, list.map(({ setting: passedOver, value: lifetime, why }) =>
    h("li", {}, setting(passedOver), lifetime ? ` = ${lifetime} ` : " ", why)));
}

function elsewhere(list) {
  return list.length === 0 ? null
    : h("div", {}, h("p", { class: "hint" }, "Without effect on this token:"), passed(list));
}

// setting names a setting the way the command line does: file and line where the
// file says it, with a link to them, only the source where an environment variable
// does.
export function setting({ path, file, line }) {
  if (!line) return h("code", { class: "setting" }, path, file ? ` (${file})` : "");
  return h("a", { class: "setting", href: `#${encodeURIComponent(lineId(path))}` }, h("code", {}, `${path} (${file}:${line})`));
}

// scope says what was granted, and why the rest was not.
export function scope({ granted, dropped }) {
  return h("p", { id: "why-scope" }, `Scope granted: ${granted.join(" ") || "none"}. `,
    dropped.map(({ value: name, why }) => `Dropped: ${name}, because ${why}. `));
}
