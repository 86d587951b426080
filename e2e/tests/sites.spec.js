// Two applications of different sites, one of them the server's own, in a browser
// that keeps cookies from frames of other sites: what works, what cannot, and the
// two ways out, a host of the server's site and refresh tokens. The server sends
// its cookie to other sites, so it is the browser that holds it back.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { otherSite, startServer, writeConfig } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, passLogin } from "../setup/login.js";
import { freePort } from "../setup/ports.js";

let issuer, folder, server;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "authd-sites-"));
  issuer = `https://localhost:${await freePort()}/`;
  const config = await writeConfig(folder, { issuer, app: env.app, mailPort: env.mailPort, gateway: env.gateway, tenant: { cross_site_silent_auth: true } });
  server = await startServer(["serve", "--config", config], issuer);
});

test.afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const near = { clientId: "tabs", origin: env.app };
const far = { clientId: "far", origin: otherSite(env.app ?? "") };

// call makes the SDK's client of an application, once a page, and calls one of
// its methods.
function call(page, { clientId, origin, ...options }, method, ...args) {
  const settings = { domain: new URL(issuer).host, clientId, cacheLocation: "localstorage", authorizationParams: { redirect_uri: `${origin}/callback/spa-js` }, ...options };
  return page.evaluate(async ([settings, method, args]) => {
    window.client ??= new auth0.Auth0Client(settings);
    return window.client[method](...args);
  }, [settings, method, args]);
}

const renew = (page, app) => call(page, app, "getTokenSilently", { cacheMode: "off" });

// open shows an application in a tab of its own.
async function open(context, { origin }) {
  const page = await context.newPage();
  await page.goto(`${origin}/app/spa-js`);
  return page;
}

// logInAt logs in at an application; asked is whether the person has to do anything.
async function logInAt(page, app, { asked }) {
  await Promise.all([
    page.waitForURL(asked ? `${issuer}u/login**` : `${app.origin}/callback/**`),
    call(page, app, "loginWithRedirect").catch(() => {}), // the page goes away under it
  ]);
  if (asked) await passLogin(page);
  await page.waitForURL(`${app.origin}/callback/**`);
  await call(page, app, "handleRedirectCallback");
  return (await call(page, app, "getUser")).email;
}

test.describe("two sites, third-party cookies blocked", about("@auth0/auth0-spa-js"), () => {
  test("contract 21: another site: loginWithRedirect works, the iframe says login_required", async ({ context }) => {
    const page = await open(context, far);
    expect(await logInAt(page, far, { asked: true })).toBeTruthy();
    expect(await call(page, far, "getTokenSilently"), "what the login brought").toBeTruthy();
    const [cookie] = (await context.cookies(issuer)).filter(({ name }) => name === "__Host-authd");
    expect(cookie, "the server would let it cross sites").toMatchObject({ sameSite: "None", secure: true });
    await expect(renew(page, far)).rejects.toThrow("Login required");
  });

  test("another site: refresh tokens renew", async ({ context }) => {
    const app = { ...far, useRefreshTokens: true };
    const page = await open(context, app);
    const email = await logInAt(page, app, { asked: true });
    const before = await call(page, app, "getTokenSilently");
    expect(await renew(page, app)).not.toBe(before);
    await page.goto(`${far.origin}/app/spa-js`); // another page of it, with what it kept
    expect(await renew(page, app)).toBeTruthy();
    expect(await call(page, app, "getUser")).toMatchObject({ email });
  });

  test("another site: loginWithPopup, logout", async ({ context }) => {
    const page = await open(context, far);
    const opened = page.waitForEvent("popup");
    const done = call(page, far, "loginWithPopup");
    const popup = await opened;
    const email = await passLogin(popup);
    await done;
    expect(await call(page, far, "getUser")).toMatchObject({ email });
    await Promise.all([
      page.waitForURL(`${far.origin}/blank`),
      call(page, far, "logout", { logoutParams: { returnTo: `${far.origin}/blank` } }).catch(() => {}), // the page goes away under it
    ]);
    await page.goto(`${far.origin}/app/spa-js`);
    await Promise.all([page.waitForURL(`${issuer}u/login**`), call(page, far, "loginWithRedirect").catch(() => {})]);
    await expect(page.locator("#email"), "nobody is logged in any more").toBeVisible();
  });

  test("the server's site: the iframe renews", async ({ context }) => {
    const page = await open(context, near);
    await logInAt(page, near, { asked: true });
    expect(await renew(page, near)).toBeTruthy();
  });

  test("one login for both: by redirect at the other site, silently at the server's", async ({ context }) => {
    const first = await open(context, near);
    const email = await logInAt(first, near, { asked: true });
    const second = await open(context, far);
    expect(await logInAt(second, far, { asked: false }), "the same person, without being asked").toBe(email);
    await expect(renew(second, far)).rejects.toThrow("Login required");
    expect(await renew(first, near)).toBeTruthy();
  });
});
