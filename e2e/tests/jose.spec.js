// jose 6.2, unmodified, checks everything authd signs with the keys it publishes,
// and signs what a client may sign.

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@playwright/test";
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";

import { startServer } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env } from "../setup/login.js";
import { freePort } from "../setup/ports.js";

test.describe.configure({ mode: "default" });

const code = "424242";
const secret = "thirty-two bytes, or a few more than that";
const callback = `${env.app}/callback/9`;
const published = ["RS256", "PS256", "ES256"];
const addressOf = (client) => `${client.toLowerCase()}@example.test`;
const apiOf = (alg) => `https://${alg.toLowerCase()}.example.com`;

let folder, server, issuer, ears, heard, pair;

// client has all that is signed for it signed by one algorithm, and hears of logouts.
function client(alg, port) {
  return {
    client_id: alg, app_type: "regular_web", client_secret: secret, callbacks: [callback], grant_types: ["implicit"], connections: ["email"],
    jwt_configuration: { alg }, userinfo_signed_response_alg: alg, backchannel_logout_uri: `http://127.0.0.1:${port}/${alg}`,
  };
}

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "authd-jose-"));
  issuer = `https://localhost:${await freePort()}/`;
  pair = await generateKeyPair("ES256");
  heard = {};
  ears = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    heard[request.url.slice(1)] = new URLSearchParams(body).get("logout_token");
    response.end();
  }).listen(0, "127.0.0.1");
  await once(ears, "listening");
  const key = { ...await exportJWK(pair.publicKey), kid: "one", alg: "ES256", use: "sig" };
  const config = {
    issuer, data_dir: join(folder, "data"), storage: { driver: "sqlite", dsn: join(folder, "authd.db") },
    server: { listen: `127.0.0.1:${new URL(issuer).port}`, tls: { mode: "local" } },
    tenant: { friendly_name: "Signatures" },
    clients: [...[...published, "HS256"].map((alg) => client(alg, ears.address().port)), {
      client_id: "signing", callbacks: [callback], grant_types: ["implicit"], request_object_signing_alg: "ES256",
      require_signed_request_object: true, jwks: JSON.stringify({ keys: [key] }),
    }],
    apis: published.map((alg) => ({ identifier: apiOf(alg), signing_alg: alg, token_dialect: "rfc9068_profile" })),
    connections: [{ name: "email", strategy: "email" }],
    dev: { enabled: true, inbox: true, fixed_codes: [...published, "HS256", "signing"].map((name) => ({ address: addressOf(name), code })) },
  };
  const path = join(folder, "authd.yaml");
  await writeFile(path, JSON.stringify(config));
  server = await startServer(["serve", "--config", path], issuer);
});

test.afterAll(async () => {
  await server?.stop();
  ears?.close();
  await rm(folder, { recursive: true, force: true });
});

// tokens are what a person who logs in brings to the application.
async function tokens(page, parameters) {
  const url = new URL("authorize", issuer);
  url.search = new URLSearchParams({ response_type: "token id_token", redirect_uri: callback, scope: "openid email", nonce: "n", ...parameters });
  await page.goto(url.href);
  const address = addressOf(parameters.client_id);
  await page.locator("#email").fill(address);
  await page.locator("#continue").click();
  await page.locator("#code").fill(code);
  const arrived = page.waitForRequest((request) => request.url().startsWith(callback));
  await page.locator("#verify").click();
  await arrived;
  await page.waitForURL(`${callback}**`);
  return { address, ...Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1))) };
}

async function userinfo(page, token) {
  const answer = await page.request.get(`${issuer}userinfo`, { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.headers()["content-type"]).toBe("application/jwt");
  return answer.text();
}

async function keySet(page) {
  return createLocalJWKSet(await (await page.request.get(`${issuer}.well-known/jwks.json`)).json());
}

for (const alg of published) {
  test(`verifies all that ${alg} signs`, about("jose"), async ({ page }) => {
    const keys = await keySet(page);
    const { address, id_token, access_token } = await tokens(page, { client_id: alg, audience: apiOf(alg) });
    const id = await jwtVerify(id_token, keys, { issuer, audience: alg, algorithms: [alg], typ: "JWT", requiredClaims: ["exp", "iat", "sub"] });
    expect(id.payload).toMatchObject({ email: address, nonce: "n" });
    const access = await jwtVerify(access_token, keys, { issuer, audience: apiOf(alg), algorithms: [alg], typ: "at+jwt" });
    expect(access.payload.sub).toBe(id.payload.sub);
    const info = await jwtVerify(await userinfo(page, access_token), keys, { issuer, audience: alg, algorithms: [alg] });
    expect(info.payload).toMatchObject({ sub: id.payload.sub, email: address });
    await page.goto(`${issuer}v2/logout?client_id=${alg}`);
    await expect.poll(() => heard[alg]).toBeTruthy();
    const logout = await jwtVerify(heard[alg], keys, { issuer, audience: alg, algorithms: published, typ: "logout+jwt" });
    expect(logout.payload).toMatchObject({ sid: id.payload.sid, events: { "http://schemas.openid.net/event/backchannel-logout": {} } });
  });
}

test("verifies what HS256 signs with the client's secret", about("jose"), async ({ page }) => {
  const key = new TextEncoder().encode(secret);
  const { address, id_token, access_token } = await tokens(page, { client_id: "HS256" });
  const { payload } = await jwtVerify(id_token, key, { issuer, audience: "HS256", algorithms: ["HS256"] });
  expect(payload.email).toBe(address);
  const info = await jwtVerify(await userinfo(page, access_token), key, { issuer, audience: "HS256", algorithms: ["HS256"] });
  expect(info.payload).toMatchObject({ sub: payload.sub, email: address });
});

test("signs a request object, and an altered one is refused", about("jose"), async ({ page }) => {
  const signed = (state) => new SignJWT({ client_id: "signing", response_type: "token id_token", redirect_uri: callback, scope: "openid email", nonce: "signed", state })
    .setProtectedHeader({ alg: "ES256", kid: "one", typ: "oauth-authz-req+jwt" }).setIssuer("signing").setAudience(issuer).setExpirationTime("1m").sign(pair.privateKey);
  const request = await signed("signed");
  const { id_token, state } = await tokens(page, { client_id: "signing", nonce: "loose", state: "loose", request });
  expect(state).toBe("signed");
  const { payload } = await jwtVerify(id_token, await keySet(page), { issuer, audience: "signing" });
  expect(payload.nonce).toBe("signed");

  const [header, , signature] = request.split("."), [, other] = (await signed("other")).split(".");
  const url = new URL("authorize", issuer);
  url.search = new URLSearchParams({ client_id: "signing", response_type: "token id_token", redirect_uri: callback, request: `${header}.${other}.${signature}` });
  const refused = await page.request.get(url.href, { maxRedirects: 0 });
  expect(refused.headers().location).toContain("#error=invalid_request_object");
});
