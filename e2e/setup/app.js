// The application under test: its pages load one SDK each, byte for byte as it
// is published, and nothing else. The same pages are served at a second origin
// that is registered nowhere, for attacks.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import { fileURLToPath } from "node:url";

import selfsigned from "selfsigned";

import { buildLock, buildReact } from "./bundles.js";

const sdks = {
  8: "auth0-js-8/build/auth0.js",
  9: "auth0-js-9/dist/auth0.js",
  10: "auth0-js-10/dist/auth0.js",
  "spa-js": "@auth0/auth0-spa-js/dist/auth0-spa-js.production.js",
  oidc: "oidc-client-ts/dist/browser/oidc-client-ts.min.js",
};

// startApp serves the pages. origin is the registered one, foreign the other.
export async function startApp(mail, gateway) {
  const certificate = await selfsigned.generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048, algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
  const credentials = { key: certificate.private, cert: certificate.cert };
  const built = { "/sdk/lock": ["text/javascript", await buildLock()], ...await buildReact() };
  const servers = [createServer(credentials, answer), createServer(credentials, answer)];
  async function answer(request, response) {
    const url = new URL(request.url, "https://localhost");
    const [status, type, body] = await content(url, { mail, gateway }, built);
    response.writeHead(status, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" }).end(body);
  }
  for (const server of servers) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const [origin, foreign] = servers.map((server) => `https://localhost:${server.address().port}`);
  return { origin, foreign, stop: () => Promise.all(servers.map(stop)) };
}

async function content(url, { mail, gateway }, built) {
  if (url.pathname in built) return [200, ...built[url.pathname]];
  const [, kind, sdk] = url.pathname.split("/");
  switch (kind) {
    case "mails.json":
      return [200, "application/json", JSON.stringify(mail.mails(url.searchParams.get("to")))];
    case "texts.json":
      return [200, "application/json", JSON.stringify(gateway.texts(url.searchParams.get("to")))];
    case "sdk":
      return [200, "text/javascript", await readFile(fileURLToPath(new URL(`../node_modules/${sdks[sdk]}`, import.meta.url)))];
    case "app":
    case "callback":
      return [200, "text/html", page(`<script src="/sdk/${sdk}"></script>`)];
    case "verify":
      return [200, "text/html", page(`<script src="/sdk/${sdk}"></script><script>
        const server = new URL(decodeURIComponent(location.hash.replace("#origin=", "")));
        new auth0.WebAuth({ domain: server.host, clientID: "proved" }).crossOriginVerification();</script>`)];
    case "silent": // hands its address to the window around it, as such pages do
      return [200, "text/html", page(`<script src="/sdk/oidc"></script><script>new oidc.UserManager({ authority: location.origin, client_id: "oidc", redirect_uri: location.href }).signinSilentCallback();</script>`)];
    case "web": // where a web application reads the address by itself
      return [200, "text/html", page("")];
    case "framed": // ends its own session, by what the frame's address says
      return [200, "text/html", page("<script>localStorage.setItem('ended', location.search)</script>")];
    case "hanging": // never answers
      return new Promise(() => {});
    case "blank":
      return [200, "text/html", page("<script>window.messages = []; addEventListener('message', (e) => messages.push({ origin: e.origin, data: e.data }));</script>")];
    default:
      return [404, "text/plain", "not found"];
  }
}

function page(script) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test application</title><link rel="icon" href="data:,">${script}</head><body></body></html>`;
}

function stop(server) {
  server.closeAllConnections();
  return new Promise((resolve) => { server.close(resolve); });
}
