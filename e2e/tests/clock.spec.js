// How an application's own test checks what it does when tokens expire: it moves
// the server's time and the page's by two hours, which takes no time.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { startServer } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, newAddress } from "../setup/login.js";
import { freePort } from "../setup/ports.js";

test.describe.configure({ mode: "default" });

let folder, server, issuer;

// The server of all tests, as a developer runs it.
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "authd-clock-"));
  issuer = `https://localhost:${await freePort()}/`;
  const config = JSON.parse(await readFile(env.config, "utf8"));
  Object.assign(config, {
    issuer, data_dir: join(folder, "data"), storage: { driver: "sqlite", dsn: join(folder, "authd.db") },
    server: { listen: `127.0.0.1:${new URL(issuer).port}`, tls: { mode: "local" } },
    delivery: {}, dev: { enabled: true, inbox: true, clock: true },
  });
  const path = join(folder, "authd.yaml");
  await writeFile(path, JSON.stringify(config));
  server = await startServer(["serve", "--config", path], issuer);
});

test.afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test.afterEach(async ({ request }) => { await request.post(`${issuer}dev/clock`, { form: { action: "reset" } }); });

// jump moves both clocks.
async function jump(page, by) {
  const answer = await page.request.post(`${issuer}dev/clock`, { form: { action: "advance", by: `${by}s` } });
  expect(await answer.json()).toMatchObject({ offset_seconds: by, frozen: false });
  await page.clock.fastForward(by * 1000);
}

async function logIn(page) {
  const address = newAddress();
  await page.locator("#email").fill(address);
  await page.locator("#continue").click();
  let code;
  await expect.poll(async () => {
    const mails = await (await page.request.get(`${issuer}dev/inbox.json?to=${address}`)).json();
    return (code = mails[0]?.code);
  }).toMatch(/^\d{6}$/);
  await page.locator("#code").fill(code);
  await page.locator("#verify").click();
  await page.waitForURL(`${env.app}/**`);
}

const twoHours = 7200;

test("a jump of two hours: getTokenSilently notices that the token expired", about("@auth0/auth0-spa-js"), async ({ page }) => {
  await page.clock.install();
  const settings = {
    domain: new URL(issuer).host, clientId: "tabs", authorizationParams: { redirect_uri: `${env.app}/callback/spa-js`, scope: "openid profile email" },
  };
  const call = (method, ...args) => page.evaluate(async ([settings, method, args]) => {
    window.client ??= new auth0.Auth0Client(settings);
    return window.client[method](...args);
  }, [settings, method, args]);
  // spa-js gets its tokens at /oauth/token: theirs is the longer lifetime.
  await page.goto(`${env.app}/app/spa-js`);
  await Promise.all([page.waitForURL(`${issuer}u/login**`), call("loginWithRedirect").catch(() => {})]); // the page goes away under it
  await logIn(page);
  await call("handleRedirectCallback");
  const first = await call("getTokenSilently");
  expect(await call("getTokenSilently"), "while it lives, the token is kept").toBe(first);
  await jump(page, twoHours);
  expect(await call("getTokenSilently"), "two hours of a day are nothing").toBe(first);
  await page.request.post(`${issuer}dev/clock`, { form: { action: "advance", by: "23h" } });
  await page.clock.fastForward(23 * 3600_000);
  const second = await call("getTokenSilently");
  expect(second, "the expired token was renewed").not.toBe(first);
  const userinfo = (token) => page.request.get(`${issuer}userinfo`, { headers: { Authorization: `Bearer ${token}` } });
  expect((await userinfo(first)).status()).toBe(401);
  expect((await userinfo(second)).status()).toBe(200);
});

test("a jump of two hours: userInfo refuses the old token, checkSession gets a new one", about("auth0-js-9"), async ({ page }) => {
  await page.clock.install();
  const settings = { domain: new URL(issuer).host, clientID: "spa", redirectUri: `${env.app}/callback/9`, responseType: "token id_token", scope: "openid email" };
  const call = (method, ...args) => page.evaluate(([settings, method, args]) => new Promise((resolve) => {
    const webAuth = new auth0.WebAuth(settings);
    const on = method === "userInfo" ? webAuth.client : webAuth;
    on[method](...args, (error, result) => resolve({ error, result }));
  }), [settings, method, args]);
  await page.goto(`${env.app}/app/9`);
  await page.evaluate((settings) => { new auth0.WebAuth(settings).authorize({}); }, settings);
  await logIn(page);
  const { result: tokens } = await call("parseHash", {});
  expect(tokens.expiresIn, "less than the jump").toBeLessThan(twoHours);
  expect((await call("userInfo", tokens.accessToken)).error).toBeNull();
  await jump(page, twoHours);
  expect((await call("userInfo", tokens.accessToken)).error).toMatchObject({ statusCode: 401 });
  const renewed = await call("checkSession", {});
  expect(renewed.error).toBeNull();
  expect((await call("userInfo", renewed.result.accessToken)).error).toBeNull();
});
