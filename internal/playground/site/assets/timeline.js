// A picture of what is still alive and for how long, and the same as a table.

import { card, drawn, h, roughly } from "./dom.js";
import { onTick } from "./clock.js";
import { setting } from "./explanation.js";

const row = 46; // pixels
const marks = [[10, "10 s"], [60, "1 min"], [600, "10 min"], [3600, "1 h"], [6 * 3600, "6 h"], [86400, "1 d"], [7 * 86400, "7 d"], [30 * 86400, "30 d"], [365 * 86400, "1 y"]];

// timeline shows rows, as ends() lists them, by the server's time.
export function timeline(rows, signal) {
  const picture = h("div", { class: "timeline" });
  const cells = rows.map(() => h("td", {}));
  let drawnFor = "";
  onTick((time) => {
    const state = `${Math.floor(time / 1000)} ${picture.clientWidth}`;
    if (state === drawnFor) return;
    drawnFor = state;
    picture.replaceChildren(draw(rows, time, Math.max(200, picture.clientWidth)));
    rows.forEach((r, i) => { cells[i].textContent = standing(r, time); });
  }, signal);
  return card("timeline", "When each thing ends", h("p", { class: "hint" }, "What is left of each, from now. Seconds and days share the line: each step to the right is many times longer than the one before."),
    picture, table(rows, cells));
}

// standing is what is left of a row, in words.
function standing({ to, used }, time) {
  if (used) return "used up";
  if (to === null) return "does not end by itself";
  return to > time ? `${roughly(Math.ceil((to - time) / 1000))} left` : "expired";
}

function table(rows, cells) {
  return h("table", { class: "ends" }, h("caption", { class: "hidden" }, "When each thing ends"),
    h("thead", {}, h("tr", {}, ["What", "Ends", "Left"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, rows.map((r, i) => h("tr", { id: `ends-${r.id}`, "data-from": String(r.from), "data-to": String(r.to) },
      h("th", { scope: "row" }, r.name, r.by ? h("p", { class: "hint by" }, r.by.from === "rule" ? r.by.by.path : setting(r.by.by)) : null, r.note ? h("p", { class: "hint" }, r.note) : null),
      h("td", {}, r.to === null ? "never" : new Date(r.to).toLocaleString()), cells[i]))));
}

function draw(rows, time, width) {
  const longest = Math.max(10, ...rows.map(({ from, to }) => (to === null ? 0 : Math.max(to - from, to - time) / 1000)));
  const x = (seconds) => (Math.log1p(Math.max(0, seconds)) / Math.log1p(longest)) * (width - 2) + 1;
  const height = rows.length * row + 24;
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-labelledby": "timeline-name timeline-words" },
    drawn("title", { id: "timeline-name" }, "What is left of each code, token and session"),
    drawn("desc", { id: "timeline-words" }, rows.map((r) => `${r.name}: ${standing(r, time)}.`).join(" ")),
    axis(x, { longest, width, height }),
    rows.map((r, i) => bar(r, { x, time, width, y: i * row })));
}

function axis(x, { longest, width, height }) {
  let last = 0;
  return [[0, "now"], ...marks].filter(([seconds]) => seconds <= longest).flatMap(([seconds, words]) => {
    const at = x(seconds);
    if (seconds > 0 && at - last < 52) return [];
    last = at;
    const anchor = seconds === 0 ? "start" : at > width - 20 ? "end" : "middle";
    return [drawn("line", { class: "mark", x1: at, x2: at, y1: 0, y2: height - 18 }),
      drawn("text", { class: "mark-words", x: at, y: height - 4, "text-anchor": anchor }, words)];
  });
}

function bar({ id, name, from, to, used }, { x, time, width, y }) {
  const alive = !used && (to === null || to > time);
  const whole = to === null ? width - 2 : x((to - from) / 1000), left = to === null ? whole : x((to - time) / 1000);
  return drawn("g", { class: alive ? "alive" : "over", "data-row": id },
    drawn("text", { class: "row-name", x: 1, y: y + 16 }, name),
    drawn("text", { class: "row-left", x: width - 1, y: y + 16, "text-anchor": "end" }, standing({ to, used }, time)),
    drawn("rect", { class: "whole", x: 1, y: y + 23, width: Math.max(2, whole), height: 12, rx: 3 }),
    alive ? [drawn("rect", { class: "left", x: 1, y: y + 23, width: Math.max(2, left), height: 12, rx: 3 })] : []);
}
