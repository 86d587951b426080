// The page's own login: the code that was sent is typed here.

import { card, h, note } from "./dom.js";
import { atTicket } from "./flows.js";
import { field } from "./fields.js";
import { logCard } from "./log.js";
import { sendCode, takeCode, takeTicket } from "./run.js";

// oneTimeCode has a code sent and asks for it. done is called with the run.
export async function oneTimeCode(config, question, done) {
  const sent = await sendCode(config, question);
  const said = h("div", { id: "code-problem" }, sent.error ? note(sent.error, "problem") : null);
  const otp = h("input", { name: "otp", inputMode: "numeric", autocomplete: "one-time-code" });
  const take = async (event) => {
    event.preventDefault();
    const run = await (atTicket(question) ? takeTicket : takeCode)(config, question, otp.value.trim(), sent);
    if (run?.error ?? run?.answer?.error) said.replaceChildren(note((run.answer ?? run).error_description ?? "The code was refused.", "problem"));
    else if (run) done(run);
  };
  const ask = sent.error ? null : h("form", { id: "typed", onsubmit: take },
    h("p", {}, `A code was sent to ${question.address}. `, config.inbox ? h("a", { href: config.inbox, target: "_blank", rel: "noreferrer" }, "Look into the inbox") : null),
    field("otp", "Code", otp), h("button", { type: "submit", id: "take-code" }, "Take the code"));
  return h("div", { class: "stack" }, card("code-sent", "The code", ask, said, h("p", {}, h("a", { href: "/" }, "Start over"))),
    logCard(sent.log));
}
