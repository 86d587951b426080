// A live countdown to the end of a token.

import { h, seconds } from "./dom.js";

// countdown shows how much is left of a span {from, to} in milliseconds. It stops
// at the end, or when signal is aborted.
export function countdown(name, { from, to }, signal) {
  const left = h("strong", {});
  const bar = h("progress", { max: Math.max(1, to - from), "aria-label": "lifetime left" });
  const element = h("div", { class: "countdown", id: `${name}-countdown` },
    h("p", {}, left, ` of ${seconds(Math.round((to - from) / 1000))}, until ${new Date(to).toLocaleTimeString()}`), bar);
  const tick = () => {
    const remaining = Math.max(0, to - Date.now());
    left.textContent = remaining > 0 ? `${seconds(Math.ceil(remaining / 1000))} left` : "Expired";
    bar.value = remaining;
    element.classList.toggle("expired", remaining === 0);
    if (remaining === 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 250);
  signal.addEventListener("abort", () => clearInterval(timer));
  tick();
  return element;
}

// at runs deed at an instant in milliseconds, unless signal is aborted before.
// setTimeout counts in 32 bits, so what is more than 24 days away is left out:
// no page is open that long.
export function at(instant, deed, signal) {
  const wait = Math.max(0, instant - Date.now());
  if (wait > 0x7fffffff) return;
  const timer = setTimeout(deed, wait);
  signal.addEventListener("abort", () => clearTimeout(timer));
}
