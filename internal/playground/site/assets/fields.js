// The fields of a question.

import { h } from "./dom.js";

const input = (name, properties = {}) => h("input", { name, autocomplete: "off", spellcheck: false, ...properties });
const number = (name, placeholder) => input(name, { inputMode: "numeric", placeholder });
const select = (name, options) => h("select", { name }, options.map(([value, words]) => h("option", { value }, words)));
const optional = (name, list) => select(name, [["", "not sent"], ...list.map((word) => [word, word])]);

// kinds say of each field its label, its control for a client and a flow, and a
// hint. Those that are secret never get into a link.
const kinds = {
  client_secret: { label: "Client secret", secret: true, make: () => input("client_secret", { type: "password" }), hint: "A page has no place for one; here it shows how the client proves itself. It stays in this browser." },
  refresh_token: { label: "Refresh token", secret: true, make: () => input("refresh_token"), hint: "From an earlier answer." },
  connection: { label: "Connection", hint: "Where it is not sent, the person chooses.", make: ({ client, flow }) => select("connection", [...(flow === "otp" ? [] : [["", "not sent"]]), ...(client.connections ?? []).map(({ name, strategy }) => [name, name === strategy ? name : `${name} (${strategy})`])]) },
  address: { label: "Address", secret: true, make: () => input("address", { placeholder: "ann@example.com or +14155550123" }), hint: "Any will do: messages end in the inbox." },
  exchange: { label: "Take the code to", make: () => select("exchange", [["/oauth/token", "/oauth/token: tokens at once, no session"], ["/co/authenticate", "/co/authenticate: a ticket, then a session"]]) },
  response_type: { label: "Response type", make: responseTypes },
  audience: { label: "Audience", make: ({ config }) => select("audience", [["", "none"], ...config.apis.map(({ identifier, name }) => [identifier, name ? `${name}: ${identifier}` : identifier])]), hint: "With none, the access token is good at /userinfo only." },
  scope: { label: "Scope", make: () => input("scope"), hint: "openid earns an ID token, offline_access a refresh token from /oauth/token." },
  response_mode: { label: "Response mode", make: ({ flow }) => optional("response_mode", flow === "code" ? ["query", "fragment", "form_post"] : ["fragment", "form_post"]) },
  expires_in: { label: "Requested lifetime", make: () => number("expires_in", "not requested"), hint: "Seconds. It may shorten the access token's lifetime, never lengthen it, where allow_requested_lifetime is set." },
  prompt: { label: "Prompt", make: () => optional("prompt", ["login", "none"]) },
  max_age: { label: "Max age", make: () => number("max_age", "not sent"), hint: "Seconds since the login. The ID token then tells when that was." },
  login_hint: { label: "Login hint", make: () => input("login_hint", { placeholder: "not sent" }), hint: "Fills in the address on the login page." },
  ui_locales: { label: "Languages", make: () => input("ui_locales", { placeholder: "not sent" }), hint: "For example: de en" },
};

// shareable are the fields that a link may hold.
export const shareable = ["client_id", "flow", ...Object.keys(kinds).filter((name) => !kinds[name].secret)];

// defaults are what is filled in at first.
export const defaults = { flow: "implicit", scope: "openid profile email", response_type: "token id_token" };

// fields makes the named ones for {config, client, flow}, filled with values.
export function fields(names, about, values) {
  return names.map((name) => {
    const { label, make, hint } = kinds[name];
    const control = make(about, values);
    if (name === "response_type") return control;
    if (values[name] !== undefined && (control.tagName !== "SELECT" || [...control.options].some(({ value }) => value === values[name]))) control.value = values[name];
    return field(name, label, control, hint);
  });
}

// field is a labelled control.
export function field(name, label, control, hint = "") {
  control.id = name;
  if (hint) control.setAttribute("aria-describedby", `${name}-hint`);
  return h("div", { class: "field" }, h("label", { htmlFor: name }, label), control,
    h("p", { class: "hint", id: `${name}-hint` }, hint));
}

function responseTypes(_, values) {
  const ticked = (values.response_type ?? defaults.response_type).split(" ");
  return h("fieldset", { class: "field" }, h("legend", {}, "Response type"), ["token", "id_token"].map((word) =>
    h("label", { class: "choice" }, h("input", { type: "checkbox", name: "response_type", id: `response-${word}`, value: word, checked: ticked.includes(word) }), " ", word)));
}

// read is the question a form holds.
export function read(form) {
  const data = new FormData(form);
  const question = Object.fromEntries([...data].map(([name, value]) => [name, value.trim()]));
  if (form.elements.namedItem("response_type")) question.response_type = data.getAll("response_type").join(" ");
  return { scope: "", ...question };
}

// mistake says what is wrong with a question, "" when nothing is.
export function mistake(question) {
  const { flow, response_type = "", scope, address, refresh_token } = question;
  for (const name of ["expires_in", "max_age"]) {
    if (question[name] && !/^\d+$/.test(question[name])) return `${kinds[name].label} is a number of seconds.`;
  }
  if (question.expires_in && Number(question.expires_in) === 0) return "The requested lifetime is a number of seconds above 0.";
  if (flow === "otp" && !address) return "Say to which address the code is to go.";
  if (flow === "refresh" && !refresh_token) return "Paste a refresh token. The code and one-time code flows give one where the scope has offline_access and the API allows it.";
  if (!["implicit", "silent"].includes(flow)) return "";
  if (!response_type) return "Tick at least one response type.";
  return response_type.includes("id_token") && !scope.split(" ").includes("openid") ? "An ID token needs openid in the scope." : "";
}
