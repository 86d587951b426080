// The React application, bundled as its developers would.

import { fileURLToPath } from "node:url";

import { build } from "esbuild";

// bundleReact returns the script of the whole application.
export async function bundleReact() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("react-app.jsx", import.meta.url))],
    bundle: true, write: false, format: "iife", jsx: "automatic", logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return outputFiles[0].text;
}
