// What came back: the answer, its tokens, when they end, and every exchange that
// led there. A renewal replaces all of it.

import { card, copyable, h, note, table } from "./dom.js";
import { clockCard } from "./clockcard.js";
import { ends } from "./ends.js";
import { explanation, scope } from "./explanation.js";
import { flows, obstacles } from "./flows.js";
import { linkTo } from "./form.js";
import { linesCard } from "./lines.js";
import { logCard } from "./log.js";
import { explanationURL, plans } from "./plans.js";
import { refresh } from "./run.js";
import { silently } from "./silent.js";
import { timeline } from "./timeline.js";
import { accessToken, idToken, refreshToken } from "./token.js";
import { userinfo } from "./userinfo.js";

// result shows a run as it ended.
export function result(config, run) {
  const place = h("div", { class: "stack" });
  show(place, config, run, null);
  return place;
}

async function show(place, config, run, news) {
  const stop = new AbortController(), { signal } = stop;
  const next = (words) => (renewed) => {
    if (renewed.answer.error && !renewed.answer.access_token) return said.replaceChildren(note(advice(renewed.answer), "problem"));
    stop.abort();
    show(place, config, renewed, words);
  };
  const said = h("div", { id: "renewal-news" }, news ? note(news) : null);
  const { answer } = run;
  const planned = answer.error ? {} : await plans(config, run.question).catch((error) => ({ problem: error.message }));
  const { plan, session, problem } = planned;
  const about = { plan, signal };
  place.replaceChildren(...[
    columns(answerCard(config, run, plan), clockCard(config, signal)),
    problem ? note(`No explanation: ${problem}`, "problem") : null,
    plan ? timeline(ends(run, planned), signal) : null,
    columns(answer.access_token && accessToken(config, run, about), answer.id_token && idToken(config, run, about),
      run.refreshToken && !answer.error && refreshToken(run, { plan, renew: () => again(config, run).then(next("The refresh token earned new tokens.")) }),
      session && card("session", "Session", h("p", {}, "The login at the server, behind a cookie that no script sees. Silent renewal works as long as it lives."), explanation("session", session))),
    columns(silent(config, run, { renewed: next("The tokens were renewed silently."), said }), answer.access_token && userinfo(config, run, signal)),
    plan ? linesCard(plan, session) : null,
    logCard(run.log),
  ].filter(Boolean));
}

// again uses the run's refresh token for what was asked before.
function again(config, run) {
  return refresh(config, { ...run.question, flow: "refresh" }, run.refreshToken, run);
}

function columns(...cards) {
  const shown = cards.filter(Boolean);
  return shown.length === 0 ? null : h("div", { class: "columns" }, shown);
}

function silent(config, run, { renewed, said }) {
  const client = config.clients.find(({ client_id }) => client_id === run.question.client_id);
  const found = obstacles(client, { flow: "silent" });
  const button = h("button", { type: "button", id: "renew", disabled: found.length > 0 }, "Renew silently");
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.replaceChildren(note("Asking…"));
    renewed(await silently(config, run.question, run));
    button.disabled = false;
  });
  return card("renewal", "Silent renewal", h("p", {}, "As long as the session at the server lasts, new tokens can be had without a login."),
    found.map(({ why }) => h("p", { class: "hint" }, why)), button, said);
}

function answerCard(config, { question, answer, authorized }, plan) {
  const rows = Object.entries(answer).map(([name, value]) =>
    [name, name.endsWith("_token") || name === "state" ? copyable(value, name) : h("span", { id: `answer-${name}` }, String(value))]);
  return card("answer", answer.error ? "The server refused" : "The answer",
    answer.error ? note(advice(answer), "problem") : null, table("Parameters of the answer", rows),
    plan ? scope(plan.scope) : null,
    h("p", { class: "hint" }, `${flows[question.flow].title}. `, authorized ? "A code came in the address, and this from /oauth/token. " : "", "What came in the address has been taken out of it. "),
    h("p", { class: "links" }, h("a", { href: linkTo(question), id: "ask-again" }, "Ask again"), h("a", { href: "/" }, "Start over"),
      config.explanations && !answer.error ? h("a", { id: "explain", href: explanationURL(config, question), target: "_blank", rel: "noreferrer" }, "Explain") : null, h("a", { id: "logout", href: logoutURL(config, question) }, "Log out")));
}

// logoutURL is where auth0.js sends the browser to log out.
function logoutURL(config, { client_id }) {
  const url = new URL("v2/logout", config.issuer);
  url.search = new URLSearchParams({ client_id, returnTo: `${location.origin}/` });
  return url.href;
}

const advices = {
  login_required: "Nobody is logged in at the server in this browser. Log in without prompt=none first.",
  consent_required: "The client asks for consent, which prompt=none does not allow.",
  access_denied: "Look at the audience and at who may log in.",
};

function advice({ error, error_description }) {
  return [`${error}: ${(error_description || "the server gave no reason").replace(/[^.]$/, "$&.")}`, advices[error]].filter(Boolean).join(" ");
}
