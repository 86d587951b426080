// Which client a test is about, and the table of what each was seen to do.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// about marks tests as showing that a flow works with an unmodified client,
// named as package.json names it, and by a method where the titles of the tests
// need one. Each title is a row of the table.
export function about(client) {
  return { annotation: { type: "client", description: client } };
}

const document = fileURLToPath(new URL("../../docs/auth0-compatibility.md", import.meta.url));

// A Playwright reporter: prints the table of what ran, and fails the run when
// the document does not have a row that passed.
export default class {
  rows = new Map();

  onTestEnd(test, result) {
    const mark = test.annotations.find(({ type }) => type === "client")?.description;
    if (!mark) return;
    const [client, method] = mark.split(" ");
    const text = row(client, method ? `${method}: ${test.title}` : test.title.replace(/^(auth0-js [\d.]+:?|oauth4webapi) /, ""));
    if ((this.rows.get(text) ?? "passed") === "passed") this.rows.set(text, result.status);
  }

  onEnd() {
    if (this.rows.size === 0) return;
    const rows = [...this.rows].sort(([a], [b]) => a.localeCompare(b));
    console.log(["\n| Client | Version | Flow | |", "|---|---|---|---|", ...rows.map(([text, status]) => `${text} ${status} |`)].join("\n"));
    const documented = new Set(readFileSync(document, "utf8").split("\n"));
    const missing = rows.filter(([text, status]) => status === "passed" && !documented.has(text));
    if (missing.length === 0) return;
    console.log(`\nadd to the table in docs/auth0-compatibility.md:\n${missing.map(([text]) => text).join("\n")}`);
    return { status: "failed" };
  }
}

function row(client, flow) {
  const { name, version } = JSON.parse(readFileSync(new URL(`../node_modules/${client}/package.json`, import.meta.url), "utf8"));
  return `| ${name} | ${version} | ${flow} |`;
}
