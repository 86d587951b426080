// The application's two places: the form at /, what came back at /callback.

import { h, note } from "./dom.js";
import { form } from "./form.js";
import { recall, readFragment } from "./request.js";
import { result } from "./result.js";

const app = document.getElementById("app");

async function start() {
  const answer = await fetch("/config.json");
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  const config = await answer.json();
  document.getElementById("issuer").textContent = config.issuer;
  for (const page of ["inbox", "doctor"]) {
    document.getElementById(page).href = config[page];
    document.getElementById(page).hidden = !config[page];
  }
  app.replaceChildren(location.pathname === "/callback" ? callback(config) : form(config));
}

function callback(config) {
  const receivedAt = Date.now();
  const answer = readFragment();
  if (Object.keys(answer).length === 0) {
    return problem("There is no answer in this address. Tokens live in this page only and are gone after a reload.");
  }
  const request = answer.state ? recall(answer.state) : null;
  if (!request) return problem("This answer carries a state that this browser did not send, so it is not used.");
  // RFC 9207 §2.4: an answer that names another issuer was mixed up on its way.
  if (answer.iss && answer.iss !== config.issuer) return problem(`This answer names ${answer.iss} as its issuer, so it is not used.`);
  return result(config, { request, answer, receivedAt });
}

function problem(text) {
  return h("section", { class: "card" }, note(text, "problem"), h("p", {}, h("a", { href: "/" }, "Start over")));
}

start().catch((error) => app.replaceChildren(problem(`The playground could not start: ${error.message}`)));
