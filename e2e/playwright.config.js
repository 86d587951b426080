// The browser tests run the true binary against Debian's Chromium. Nothing is
// retried and nothing is skipped: a test that cannot have what it needs fails.

import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/runs",
  globalSetup: "./setup/global.js",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./setup/clients.js"]],
  use: {
    browserName: "chromium",
    ignoreHTTPSErrors: true,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: [
        "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run",
        // Other sites live on this machine too; .test never leads out of it (RFC 6761 §6.2).
        "--host-resolver-rules=MAP *.test 127.0.0.1",
      ],
    },
  },
});
