// A live countdown to the end of a token.

import { h, seconds } from "./dom.js";
import { onTick } from "./clock.js";

// countdown shows how much is left of a span {from, to} in milliseconds of the
// server's time, until signal is aborted.
export function countdown(name, { from, to }, signal) {
  const left = h("strong", {});
  const bar = h("progress", { max: Math.max(1, to - from), "aria-label": "lifetime left" });
  const element = h("div", { class: "countdown", id: `${name}-countdown` },
    h("p", {}, left, ` of ${seconds(Math.round((to - from) / 1000))}, until ${new Date(to).toLocaleString()}`), bar);
  onTick((now) => {
    const remaining = Math.max(0, to - now);
    left.textContent = remaining > 0 ? `${seconds(Math.ceil(remaining / 1000))} left` : "Expired";
    bar.value = remaining;
    element.classList.toggle("expired", remaining === 0);
  }, signal);
  return element;
}

// at runs deed once when the server's time reaches an instant in milliseconds,
// unless signal is aborted before.
export function at(instant, deed, signal) {
  let done = false;
  onTick((now) => {
    if (done || now < instant) return;
    done = true;
    deed();
  }, signal);
}
