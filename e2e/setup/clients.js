// Which client a test is about, and the table of what each was seen to do.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// about marks tests as showing that a flow works with an unmodified client,
// named as package.json names it, and by a method where the titles of the tests
// need one. Each title is a row of the table, without the number of what clients
// need that it proves.
export function about(client) {
  return { annotation: { type: "client", description: client } };
}

const document = fileURLToPath(new URL("../../docs/auth0-compatibility.md", import.meta.url));

// A Playwright reporter: prints the table of what ran, and fails the run when
// the document lacks a row that passed, or has one that no test makes any more.
export default class {
  rows = new Map();

  onBegin(config, suite) {
    this.whole = isWhole(config, suite);
  }

  onTestEnd(test, result) {
    const mark = test.annotations.find(({ type }) => type === "client")?.description;
    if (!mark) return;
    const [client, method] = mark.split(" ");
    const title = test.title.replace(/^contract \d\d: /, "");
    const text = row(client, method ? `${method}: ${title}` : title.replace(/^(auth0-js [\d.]+:?|oauth4webapi) /, ""));
    if ((this.rows.get(text) ?? "passed") === "passed") this.rows.set(text, result.status);
  }

  onEnd() {
    if (this.rows.size === 0) return;
    const rows = [...this.rows].sort(([a], [b]) => a.localeCompare(b));
    console.log(["\n| Client | Version | Flow | |", "|---|---|---|---|", ...rows.map(([text, status]) => `${text} ${status} |`)].join("\n"));
    const documented = tableOf(readFileSync(document, "utf8"));
    const passed = rows.filter(([, status]) => status === "passed").map(([text]) => text);
    const missing = passed.filter((text) => !documented.includes(text));
    const stale = this.whole ? documented.filter((text) => !this.rows.has(text)) : [];
    say("add to", missing);
    say("take out of", stale);
    if (missing.length + stale.length > 0) return { status: "failed" };
  }
}

// isWhole reports whether every test runs: no file and no title was picked.
function isWhole(config, suite) {
  const files = new Set(suite.allTests().map((test) => test.location.file));
  const picked = String(config.grep) !== "/.*/" || config.grepInvert !== null || config.shard !== null;
  return !picked && files.size === readdirSync(new URL("../tests", import.meta.url)).filter((name) => name.endsWith(".spec.js")).length;
}

// tableOf is the rows of the table of clients. Those of Go modules are for a Go
// test to hold.
function tableOf(markdown) {
  const [, table] = markdown.match(/\| Client \| Version \| Flow \|\n\|---\|---\|---\|\n((?:\|.*\n)+)/);
  return table.trim().split("\n").filter((text) => !/^\| (golang\.org|github\.com)\//.test(text));
}

function say(what, rows) {
  if (rows.length > 0) console.log(`\n${what} the table in docs/auth0-compatibility.md:\n${rows.join("\n")}`);
}

function row(client, flow) {
  const { name, version } = JSON.parse(readFileSync(new URL(`../node_modules/${client}/package.json`, import.meta.url), "utf8"));
  return `| ${name} | ${version} | ${flow} |`;
}
