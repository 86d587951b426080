// What is not published as a script for the browser, built by Vite as its
// developers would: the React application, and Lock.

import { fileURLToPath } from "node:url";

import { build } from "vite";

const settings = { configFile: false, logLevel: "error" };

// buildReact returns the files of the built application by their paths, its page
// under "/react".
export async function buildReact() {
  const { output } = await build({
    ...settings, base: "/react/", root: fileURLToPath(new URL("react", import.meta.url)),
    esbuild: { jsx: "automatic" }, build: { write: false },
  });
  return Object.fromEntries(output.map((file) => file.type === "asset" && file.fileName === "index.html"
    ? ["/react", ["text/html", file.source]]
    : [`/react/${file.fileName}`, ["text/javascript", file.code ?? file.source]]));
}

// buildLock returns a script that defines Auth0LockPasswordless and auth0.
export async function buildLock() {
  const { output } = await build({
    ...settings, root: fileURLToPath(new URL(".", import.meta.url)), define: { "process.env.NODE_ENV": '"production"', global: "window" },
    build: { write: false, rollupOptions: { input: fileURLToPath(new URL("lock.js", import.meta.url)), output: { format: "iife" } } },
  });
  return output[0].code;
}
