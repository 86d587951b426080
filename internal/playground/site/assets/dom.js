// Building and updating the page. Text is always set as text: nothing that comes
// from a token, an answer or an address is ever read as HTML.

// h makes an element. Properties starting with "on" are event listeners, "class"
// and names with a dash are attributes, all others are properties.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class" || name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

// card is a titled section; id makes it findable.
export function card(id, title, ...children) {
  return h("section", { class: "card", id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title), ...children);
}

// note is a paragraph that stands out; kind is "" or "problem".
export function note(text, kind = "") {
  return h("p", { class: `note ${kind}`, role: kind === "problem" ? "alert" : "status" }, text);
}

// table lays out rows of [name, value]; a value may be text or an element.
export function table(caption, rows) {
  return h("table", {},
    h("caption", { class: "hidden" }, caption),
    h("tbody", {}, rows.map(([name, value]) =>
      h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)))));
}

// copyable shows a long value shortened, with a button that copies all of it.
export function copyable(value, label) {
  const short = value.length > 48 ? `${value.slice(0, 24)}…${value.slice(-12)}` : value;
  return h("span", { class: "copyable" }, h("code", { title: `${value.length} characters` }, short), " ",
    copyButton("Copy", () => value, { "aria-label": `Copy ${label}` }));
}

// copyButton copies what text() returns when it is pressed.
export function copyButton(words, text, properties = {}) {
  const button = h("button", { type: "button", class: "quiet", ...properties }, words);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 1500);
  });
  return button;
}

// drawn makes an element of a picture (SVG). Properties are attributes.
export function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat());
  return element;
}

// seconds writes a length of time the way people say it: "2 h", "1 min 5 s".
export function seconds(total) {
  const parts = [[Math.floor(total / 86400), "d"], [Math.floor(total / 3600) % 24, "h"],
    [Math.floor(total / 60) % 60, "min"], [Math.floor(total) % 60, "s"]];
  return parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`).join(" ") || "0 s";
}

// roughly is seconds with its two largest units at most.
export function roughly(total) {
  return seconds(total).split(" ").slice(0, 4).join(" ");
}

// pretty writes JSON with a member a line, and leaves other texts as they are.
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
