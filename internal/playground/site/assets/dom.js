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
  const button = h("button", { type: "button", class: "quiet", "aria-label": `Copy ${label}` }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(value);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  return h("span", { class: "copyable" }, h("code", { title: `${value.length} characters` }, short), " ", button);
}

// seconds writes a length of time the way people say it: "2 h", "1 min 5 s".
export function seconds(total) {
  const parts = [[Math.floor(total / 86400), "d"], [Math.floor(total / 3600) % 24, "h"],
    [Math.floor(total / 60) % 60, "min"], [Math.floor(total) % 60, "s"]];
  return parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`).join(" ") || "0 s";
}
