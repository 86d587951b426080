// The lines of the configuration that a plan speaks of. They are made from the
// plan and not read from the file, so nothing else that stands there is shown.

import { card, h } from "./dom.js";

// lineId is the id of a setting's lines, for links to them.
export const lineId = (path) => `line-${path.replaceAll(" ", "-")}`;

// linesCard shows each setting of the plans that the file gives, in the file's
// order; null when there is none.
export function linesCard(...plans) {
  const settings = new Map(plans.flatMap(found).map((setting) => [setting.path, setting]));
  if (settings.size === 0) return null;
  const list = [...settings.values()].sort((a, b) => a.line - b.line);
  return card("lines", "The lines that speak of it", h("p", { class: "hint" }, "Change one, and what is issued from then on follows. ", list[0].file),
    h("ol", { class: "lines" }, list.map(({ path, line, value }) =>
      h("li", { id: lineId(path) }, h("span", { class: "hint" }, `line ${line}`), h("pre", { tabIndex: 0 }, written(path, value))))));
}

// found are the settings in a part of a plan, as {path, file, line, value}.
function found(part) {
  if (part === null || typeof part !== "object") return [];
  const here = [];
  if (part.by?.line) here.push({ ...part.by, value: [part.value].flat()[0] });
  if (part.setting?.line && part.value !== undefined) here.push({ ...part.setting, value: part.value });
  return [...here, ...Object.values(part).flatMap(found)];
}

const names = { clients: "client_id", apis: "identifier", token_lifetimes: "audience" };

// written is a setting as YAML: clients[spa].default_audience is a key below the
// element of clients whose client_id is spa.
function written(path, value) {
  let text = "", indent = "";
  for (const { key, name, last } of steps(path)) {
    text += `${indent}${key}:`;
    indent += "  ";
    if (name !== undefined) {
      text += `\n${indent}- ${names[key]}: ${JSON.stringify(name)}`;
      indent += "  ";
    }
    text += last ? ` ${value}` : "\n";
  }
  return text;
}

// steps takes a path apart. Names may hold dots, and brackets in pairs.
function steps(path) {
  const list = [];
  for (let rest = path; rest;) {
    const key = rest.match(/^[^.[]*/)[0];
    let end = key.length, depth = 0;
    do {
      if (rest[end] === "[") depth++;
      if (rest[end] === "]") depth--;
      end++;
    } while (depth > 0 && end < rest.length);
    const name = rest[key.length] === "[" ? rest.slice(key.length + 1, end - 1) : undefined;
    rest = rest.slice(name === undefined ? key.length : end).replace(/^\./, "");
    list.push({ key, name, last: !rest });
  }
  return list;
}
