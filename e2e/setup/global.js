// What all tests share: one authd server, a mail server and an SMS gateway that
// keep what they get, and the application's pages. Tests find their addresses in process.env.AUTHD_E2E.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startApp } from "./app.js";
import { startServer, writeConfig } from "./authd.js";
import { startMail } from "./mail.js";
import { freePort } from "./ports.js";
import { startGateway } from "./sms.js";

export default async function setup() {
  const folder = await mkdtemp(join(tmpdir(), "authd-e2e-"));
  const mail = await startMail();
  const gateway = await startGateway();
  const app = await startApp(mail, gateway);
  const issuer = `https://localhost:${await freePort()}/`;
  const config = await writeConfig(folder, { issuer, app: app.origin, mailPort: mail.port, gateway: gateway.url });
  const server = await startServer(["serve", "--config", config], issuer);
  process.env.NODE_EXTRA_CA_CERTS = join(folder, "data", "ca.pem"); // read when the tests' processes start: SDKs in Node check certificates
  process.env.AUTHD_E2E = JSON.stringify({ issuer, config, app: app.origin, foreign: app.foreign, mailPort: mail.port, gateway: gateway.url, mails: `${app.origin}/mails.json` });
  return async () => {
    await server.stop();
    await Promise.all([app.stop(), mail.stop(), gateway.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
}
