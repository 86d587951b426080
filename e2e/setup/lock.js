// Lock is published without a bundle, so one is made of the package as it is.
// The auth0-js it depends on calls itself a module but ships a script that
// bundlers must take for CommonJS; a copy outside of its package is taken so.

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

// bundleLock returns a script that defines Auth0LockPasswordless and auth0.
export async function bundleLock() {
  const folder = await mkdtemp(join(tmpdir(), "authd-lock-"));
  await cp(join(root, "node_modules/auth0-js/dist"), join(folder, "dist"), { recursive: true });
  await writeFile(join(folder, "package.json"), '{"main": "dist/auth0.js"}');
  const { outputFiles } = await build({
    stdin: { contents: 'import { Auth0LockPasswordless } from "auth0-lock"; import auth0 from "auth0-js"; Object.assign(window, { Auth0LockPasswordless, auth0 });', resolveDir: root },
    bundle: true, write: false, format: "iife", alias: { "auth0-js": folder }, logLevel: "silent",
    define: { global: "window", "process.env.NODE_ENV": '"production"' },
  });
  await rm(folder, { recursive: true });
  return outputFiles[0].text;
}
