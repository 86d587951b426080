// The form that makes a question, and what the question looks like on the wire.

import { card, copyButton, h, note } from "./dom.js";
import { clockCard } from "./clockcard.js";
import { curl } from "./curl.js";
import { defaults, field, fields, mistake, read, shareable } from "./fields.js";
import { atTicket, flows, isBack, needsSecret, obstacles } from "./flows.js";
import { authorizeURL, parametersOf } from "./request.js";

// form shows what can be asked for. start is called with the question.
export function form(config, start) {
  const values = { client_id: config.client_id, ...defaults, ...fromLink() };
  const element = h("form", { id: "request", noValidate: true }), stop = new AbortController();
  const inTheWay = h("div", { id: "in-the-way" }), problem = h("div", { id: "form-problem" }), wire = h("div", { id: "wire" });
  const clientOf = () => config.clients.find(({ client_id }) => client_id === values.client_id) ?? config.clients[0];
  const draw = () => {
    const client = clientOf(), { flow } = values;
    const names = flows[flow].fields.filter((name) => name !== "client_secret" || needsSecret(client, flow));
    element.replaceChildren(
      h("div", { class: "fields" }, chooser("client_id", "Client", clients(config), client.client_id),
        chooser("flow", "Flow", Object.entries(flows).map(([name, { title }]) => [name, title]), flow, flows[flow].hint)),
      inTheWay,
      h("div", { class: "fields" }, fields(names, { config, client, flow }, values)),
      problem, h("button", { type: "submit", id: "login" }, flow === "otp" ? "Send the code" : flow === "silent" || flow === "refresh" ? "Ask" : "Sign in"));
    judge();
  };
  const judge = () => {
    const question = read(element);
    const found = obstacles(clientOf(), question);
    problem.replaceChildren();
    inTheWay.replaceChildren(...found.map(obstacle));
    element.querySelector("#login").disabled = found.length > 0;
    wire.replaceChildren(...onTheWire(config, question));
  };
  element.addEventListener("input", ({ target }) => {
    Object.assign(values, read(element));
    if (target.name !== "client_id" && target.name !== "flow") return judge();
    draw();
    element.querySelector(`#${target.name}`).focus();
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = read(element), wrong = mistake(question);
    if (wrong) return problem.replaceChildren(note(wrong, "problem"));
    stop.abort();
    start(question);
  });
  draw();
  return h("div", { class: "stack" }, card("ask", "Ask for tokens", element),
    h("div", { class: "columns" }, card("address-made", "What this sends", wire), clockCard(config, stop.signal)));
}

// fromLink is the question of a shared link.
function fromLink() {
  const shared = new URLSearchParams(location.search);
  const question = Object.fromEntries([...shared].filter(([name]) => shareable.includes(name)));
  if (question.flow && !flows[question.flow]) delete question.flow;
  return question;
}

// linkTo is the address at which somebody else finds the same question. It holds
// no token, secret or address of a person but a login_hint.
export function linkTo(question) {
  const url = new URL("/", location.origin);
  for (const name of shareable) if (question[name]) url.searchParams.set(name, question[name]);
  return url.href;
}

function chooser(name, label, options, value, hint) {
  const control = h("select", { name }, options.map(([v, words]) => h("option", { value: v }, words)));
  control.value = value;
  return field(name, label, control, hint);
}

function clients(config) {
  return config.clients.map((client) => {
    const usable = Object.keys(flows).some((flow) => flow !== "refresh" && obstacles(client, { flow }).length === 0);
    return [client.client_id, `${client.name || client.client_id} (${client.client_id})${usable ? "" : ", not from here yet"}`];
  });
}

function obstacle({ why, yaml }) {
  return h("div", { class: "note problem obstacle" }, h("p", {}, why), yaml ? h("pre", { tabIndex: 0 }, yaml) : null);
}

function onTheWire(config, question) {
  const share = copyButton("Copy a link to this question", () => linkTo(question), { id: "share", "data-link": linkTo(question) });
  if (isBack(question) && question.flow !== "code" || atTicket(question)) {
    return [h("p", {}, question.flow === "refresh" ? "A form to /oauth/token." : `JSON to /passwordless/start, and with the code a request to ${question.exchange}.`),
      h("p", { class: "hint" }, "The exact requests and answers are shown when they are made."), h("p", {}, share)];
  }
  const url = authorizeURL(config, parametersOf(question));
  return [h("p", { class: "address" }, h("code", { id: "preview" }, url)),
    h("p", {}, copyButton("Copy as curl", () => curl({ method: "GET", url }), { "data-curl": curl({ method: "GET", url }) }), " ", share),
    h("p", { class: "hint" }, "State, nonce and code verifier are made afresh each time and checked when the answer comes.")];
}
