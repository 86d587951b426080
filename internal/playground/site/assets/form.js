// The form that makes an authorization request.

import { card, h } from "./dom.js";
import { authorizeURL, newRequest, remember } from "./request.js";

// form shows what can be asked for, and the address it makes as it is changed.
export function form(config) {
  const preview = h("code", { id: "preview" });
  const error = h("p", { class: "hint", role: "alert", id: "form-problem" });
  const element = h("form", { id: "request", noValidate: true },
    field("client_id", "Client", h("input", { name: "client_id", value: config.client_id, readOnly: true })),
    field("audience", "Audience", audiences(config), "With none, the access token is good at /userinfo only."),
    field("scope", "Scope", h("input", { name: "scope", value: "openid profile email", autocomplete: "off", spellcheck: false })),
    responseTypes(),
    field("expires_in", "Requested lifetime", h("input", { name: "expires_in", inputMode: "numeric", placeholder: "not requested", autocomplete: "off" }),
      "Seconds. It may shorten the access token's lifetime, never lengthen it."),
    field("prompt", "Prompt", prompts()),
    error,
    h("button", { type: "submit", id: "login" }, "Sign in"));
  const show = () => { preview.textContent = authorizeURL(config, { ...asked(element), state: "(random)" }); };
  element.addEventListener("input", show);
  element.addEventListener("submit", (event) => submit(event, config, error));
  show();
  return h("div", { class: "columns" },
    card("ask", "Ask for tokens", element),
    card("address", "The address this makes", h("p", { class: "address" }, preview),
      h("p", { class: "hint" }, "A state, and a nonce when an ID token is asked for, are made afresh at every login and checked when the answer comes.")));
}

function field(name, label, control, hint = "") {
  control.id = name;
  if (hint) control.setAttribute("aria-describedby", `${name}-hint`);
  return h("div", { class: "field" }, h("label", { htmlFor: name }, label), control,
    hint ? h("p", { class: "hint", id: `${name}-hint` }, hint) : null);
}

function audiences(config) {
  return h("select", { name: "audience" }, h("option", { value: "" }, "none"),
    config.audiences.filter(Boolean).map((id) => h("option", { value: id }, id)));
}

function prompts() {
  return h("select", { name: "prompt" }, h("option", { value: "" }, "not sent"),
    ["login", "none"].map((word) => h("option", { value: word }, word)));
}

function responseTypes() {
  return h("fieldset", {}, h("legend", {}, "Response type"), ["token", "id_token"].map((word) =>
    h("label", { class: "choice" }, h("input", { type: "checkbox", name: "response_type", id: `response-${word}`, value: word, checked: true }), " ", word)));
}

// asked reads the form: only what the request has to carry.
function asked(element) {
  const data = new FormData(element);
  return {
    audience: data.get("audience"),
    scope: data.get("scope").trim(),
    response_type: data.getAll("response_type").join(" "),
    expires_in: data.get("expires_in").trim(),
    prompt: data.get("prompt"),
  };
}

function submit(event, config, error) {
  event.preventDefault();
  const wanted = asked(event.target);
  error.textContent = mistake(wanted);
  if (error.textContent) return;
  const request = newRequest(wanted);
  remember(request);
  location.assign(authorizeURL(config, request));
}

function mistake(wanted) {
  if (!wanted.response_type) return "Tick at least one response type.";
  if (wanted.expires_in && !/^[1-9]\d*$/.test(wanted.expires_in)) return "The requested lifetime is a number of seconds above 0.";
  if (wanted.response_type.includes("id_token") && !wanted.scope.split(" ").includes("openid")) {
    return "An ID token needs openid in the scope.";
  }
  return "";
}
