// The control of the server's time.

import { card, h, note, seconds } from "./dom.js";
import { clockState, moveClock, onTick } from "./clock.js";

const yaml = "dev: {enabled: true, inbox: true, clock: true}";

const steps = [["+1 min", "1m"], ["+1 h", "1h"], ["+1 day", "1d"]];

// clockCard shows the server's time and moves it.
export function clockCard(config, signal) {
  if (!config.clock) {
    return card("clock", "The server's time", h("p", {}, "The time of this server goes by itself. To see tokens end without waiting, let it be moved:"), h("pre", { tabIndex: 0 }, yaml));
  }
  const said = h("div", { id: "clock-problem" });
  const move = async (fields) => {
    try {
      await moveClock(fields);
      said.replaceChildren();
    } catch (error) {
      said.replaceChildren(note(error.message, "problem"));
    }
  };
  return card("clock", "The server's time", face(signal),
    h("p", { class: "hint" }, "Moving it moves everything that ends: codes, tokens, sessions. Nothing else on this machine notices."),
    h("div", { class: "buttons" },
      h("button", { type: "button", class: "plain", id: "clock-freeze", onclick: () => move({ action: "freeze" }) }, "Freeze"),
      steps.map(([words, by]) => h("button", { type: "button", class: "plain", onclick: () => move({ action: "advance", by }) }, words)),
      h("button", { type: "button", class: "plain", id: "clock-reset", onclick: () => move({ action: "reset" }) }, "Reset")),
    custom(move), said);
}

function face(signal) {
  const time = h("strong", { id: "clock-now" }), offset = h("span", { id: "clock-offset" });
  onTick((now) => {
    const { frozen, offset: ahead } = clockState();
    time.textContent = new Date(now).toLocaleString();
    offset.textContent = [frozen ? "stands still" : "", ahead ? `${seconds(ahead)} ahead` : ""].filter(Boolean).join(", ") || "as on this machine";
  }, signal);
  return h("p", { class: "face" }, time, " ", offset);
}

function custom(move) {
  const by = h("input", { id: "clock-by", name: "by", placeholder: "90s, 2h, 7d", autocomplete: "off", spellcheck: false });
  return h("form", { class: "inline", onsubmit: (event) => { event.preventDefault(); move({ action: "advance", by: by.value }); } },
    h("label", { htmlFor: "clock-by" }, "Move on by"), by, h("button", { type: "submit", class: "plain", id: "clock-move" }, "Move"));
}
