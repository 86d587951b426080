// Calls /userinfo with the access token: at once, by button, and at the second
// the token ends, so that its end can be watched.

import { card, h, pretty } from "./dom.js";
import { now } from "./clock.js";
import { at } from "./countdown.js";
import { accessTokenEnd } from "./token.js";

// userinfo lists every call with its answer, newest first.
export function userinfo(config, run, signal) {
  const calls = h("ol", { class: "calls", reversed: true, id: "userinfo-calls", "aria-live": "polite" });
  const call = async (why) => {
    const heading = `${new Date(now()).toLocaleTimeString()}, ${why}`;
    await run.log.send({ title: `asked ${why}`, method: "GET", url: new URL("userinfo", config.issuer).href, headers: { Authorization: `Bearer ${run.answer.access_token}` } });
    calls.prepend(entry(heading, run.log.entries.at(-1).answer));
  };
  call("when the answer came");
  at(accessTokenEnd(run), () => call("at expiry"), signal);
  return card("userinfo", "/userinfo",
    h("p", {}, "What the server tells whoever holds the access token. It is asked again by itself when the token ends."),
    h("button", { type: "button", id: "ask-userinfo", onclick: () => call("by button") }, "Ask now"), calls);
}

function entry(heading, { status = "no answer", body, failure }) {
  return h("li", { class: status === 200 ? "good" : "bad", "data-status": String(status) },
    h("p", {}, h("strong", { class: "status" }, String(status)), ` ${heading}`), h("pre", { tabIndex: 0 }, pretty(body ?? failure)));
}
