// The application's two places: the form at /, what came back at /callback.

import { h, note } from "./dom.js";
import { readClock } from "./clock.js";
import { form } from "./form.js";
import { oneTimeCode } from "./otp.js";
import { result } from "./result.js";
import { arrive, leave, refresh } from "./run.js";
import { silently } from "./silent.js";

const app = document.getElementById("app");

async function start() {
  const answer = await fetch("/config.json");
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  const config = await answer.json();
  await readClock(config);
  addEventListener("focus", () => readClock(config).catch(() => {})); // a server that is gone is noticed by what asks it next
  document.getElementById("issuer").textContent = config.issuer;
  for (const page of ["inbox", "doctor"]) {
    document.getElementById(page).href = config[page];
    document.getElementById(page).hidden = !config[page];
  }
  app.replaceChildren(location.pathname === "/callback" ? await callback(config) : form(config, (question) => run(config, question)));
}

async function callback(config) {
  try {
    return result(config, await arrive(config));
  } catch (error) {
    return problem(error.message);
  }
}

// run begins the flow of a question, and shows where it ends if that is here.
async function run(config, question) {
  const done = (ended) => app.replaceChildren(result(config, ended));
  switch (question.flow) {
    case "otp": return app.replaceChildren(await oneTimeCode(config, question, done));
    case "silent": return done(await silently(config, question));
    case "refresh": return done(await refresh(config, question, question.refresh_token));
    default: return leave(config, question);
  }
}

function problem(text) {
  return h("section", { class: "card" }, note(text, "problem"), h("p", {}, h("a", { href: "/" }, "Start over")));
}

start().catch((error) => app.replaceChildren(problem(`The playground could not start: ${error.message}`)));
