// What was sent and what came, exactly. An entry is {title, method, url, headers,
// body, answer}; answer is {status, headers, body}, {redirect}, {posted},
// {message} or {failure}, and missing while a person is at the server's pages.

import { card, copyButton, h, pretty } from "./dom.js";
import { curl } from "./curl.js";

// logCard shows a log, each exchange folded up.
export function logCard({ list }) {
  const open = h("button", { type: "button", class: "quiet", id: "unfold" }, "Unfold all");
  open.addEventListener("click", () => { for (const exchange of list.querySelectorAll("details")) exchange.open = true; });
  return card("log", "What was sent and what came",
    h("p", { class: "hint" }, "Word for word, secrets and all: this page is for development. curl sends no cookies, so what rests on a session answers otherwise there."),
    h("p", {}, open), list);
}

// newLog goes on with the entries of an earlier page.
export function newLog(entries = []) {
  const list = h("ol", { class: "exchanges" }, entries.map(shown));
  const add = (entry) => {
    entries.push(entry);
    list.append(shown(entry));
  };
  return { entries, list, add, send: (request) => send(request, add) };
}

// send asks the server as fetch does and returns the answer's JSON. An answer
// that is none, or a server that does not answer, is {error, error_description}.
async function send({ title, method, url, headers, body, credentials }, add) {
  const entry = { title, method, url, headers, body };
  try {
    const answer = await fetch(url, { method, headers, body, credentials: credentials ?? "omit", cache: "no-store" });
    entry.answer = { status: answer.status, headers: [...answer.headers], body: await answer.text() };
  } catch (error) {
    entry.answer = { failure: error.message };
  }
  add(entry);
  return read(entry.answer);
}

function read({ body, failure, status }) {
  if (failure) return { error: "no_answer", error_description: `The server did not answer: ${failure}` };
  try {
    return JSON.parse(body);
  } catch {
    return { error: "no_json", error_description: `The server answered ${status} with a text that is not JSON.` };
  }
}

function shown(entry) {
  const { method, url, title } = entry;
  return h("li", {}, h("details", {},
    h("summary", {}, h("code", {}, `${method} ${new URL(url).pathname}`), ` ${title}`, h("span", { class: "outcome" }, outcome(entry.answer))),
    h("p", {}, copyButton("Copy as curl", () => curl(entry), { "data-curl": curl(entry), "aria-label": `Copy ${method} ${new URL(url).pathname} as curl` })),
    h("h3", {}, "Request"), sent(entry), h("h3", {}, "Answer"), came(entry.answer)));
}

function outcome(answer) {
  if (!answer) return "";
  const { status, redirect, posted, message } = answer;
  if (status) return `: answered ${status}`;
  return redirect ? ": came back by redirect" : posted ? ": came back as a form" : message ? ": posted a message" : ": not answered";
}

function sent({ method, url, headers = {}, body }) {
  const { origin, pathname, searchParams } = new URL(url);
  return h("div", {}, h("pre", { tabIndex: 0 }, [`${method} ${origin}${pathname}`, ...Object.entries(headers).map(([n, v]) => `${n}: ${v}`)].join("\n")),
    parameters("Parameters of the address", searchParams), body ? bodyOf(body, headers["Content-Type"]) : null);
}

function bodyOf(body, type) {
  return type === "application/json" ? h("pre", { tabIndex: 0 }, pretty(body)) : parameters("Parameters of the body", new URLSearchParams(body));
}

function parameters(title, list) {
  const rows = [...list];
  return rows.length === 0 ? null : h("div", {}, h("p", { class: "hint" }, title),
    h("dl", { class: "parameters" }, rows.map(([name, value]) => [h("dt", {}, name), h("dd", {}, h("code", {}, value))])));
}

function came(answer) {
  if (!answer) return h("p", {}, "The server's pages take over from here. What comes back is shown when it is here.");
  const { status, headers, body, redirect, posted, message, failure } = answer;
  if (failure) return h("p", {}, failure);
  if (status) return h("pre", { tabIndex: 0 }, [`${status}`, ...headers.map(([n, v]) => `${n}: ${v}`), "", pretty(body)].join("\n"));
  if (message) return h("pre", { tabIndex: 0 }, JSON.stringify(message, null, 2));
  if (posted) return parameters("Fields of the form that was posted", Object.entries(posted));
  const { origin, pathname, search, hash } = new URL(redirect);
  return h("div", {}, h("pre", { tabIndex: 0 }, `${origin}${pathname}${search ? "?…" : ""}${hash ? "#…" : ""}`),
    parameters("Parameters of the query", new URLSearchParams(search)), parameters("Parameters of the fragment", new URLSearchParams(hash.slice(1))));
}
