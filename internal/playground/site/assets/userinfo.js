// Calls /userinfo with the access token: at once, by button, and at the second
// the token ends, so that its end can be watched.

import { card, h } from "./dom.js";
import { at } from "./countdown.js";
import { accessTokenEnd } from "./token.js";

// userinfo lists every call with its answer, newest first.
export function userinfo(config, login, signal) {
  const calls = h("ol", { class: "calls", reversed: true, id: "userinfo-calls", "aria-live": "polite" });
  const call = async (why) => calls.prepend(await ask(config, login.answer.access_token, why));
  call("when the answer came");
  at(accessTokenEnd(login), () => call("at expiry"), signal);
  return card("userinfo", "/userinfo",
    h("p", {}, "What the server tells whoever holds the access token. It is asked again by itself when the token ends."),
    h("button", { type: "button", id: "ask-userinfo", onclick: () => call("by button") }, "Ask now"), calls);
}

async function ask(config, token, why) {
  const time = new Date().toLocaleTimeString();
  try {
    const answer = await fetch(new URL("userinfo", config.issuer), { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
    return entry(`${time}, ${why}`, String(answer.status), await answer.text());
  } catch (error) {
    return entry(`${time}, ${why}`, "no answer", error.message);
  }
}

function entry(heading, status, body) {
  return h("li", { class: status === "200" ? "good" : "bad", "data-status": status },
    h("p", {}, h("strong", { class: "status" }, status), ` ${heading}`), h("pre", { tabIndex: 0 }, pretty(body)));
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
