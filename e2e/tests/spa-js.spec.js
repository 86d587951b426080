// @auth0/auth0-spa-js 2.28, unmodified, as it is by default: tokens in memory,
// renewed in an iframe by the session's cookie.

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { env, expectAnswer, listen, logIn, passLogin } from "../setup/login.js";

const settings = {
  domain: env.issuer && new URL(env.issuer).host, clientId: "tabs",
  authorizationParams: { redirect_uri: `${env.app}/callback/spa-js`, scope: "openid profile email" },
};

// client makes the SDK's client in a page and calls one of its methods.
function client(page, method, ...args) {
  return page.evaluate(async ([settings, method, args]) => {
    window.client ??= new auth0.Auth0Client(settings);
    return window.client[method](...args);
  }, [settings, method, args]);
}

// leaves calls a method that makes the browser leave the page.
async function leaves(page, url, method, ...args) {
  await Promise.all([page.waitForURL(url), client(page, method, ...args).catch(() => {})]); // the page goes away under it
}

// loggedIn goes through the hosted pages, back to the application.
async function loggedIn(page) {
  await page.goto(`${env.app}/app/spa-js`);
  await leaves(page, `${env.issuer}u/login**`, "loginWithRedirect");
  const address = await logIn(page);
  await client(page, "handleRedirectCallback");
  expect(await client(page, "getUser")).toMatchObject({ email: address });
  return address;
}

// WM-02: the message the SDK gets is looked at beside what it makes of it.
test.describe("auth0-spa-js", about("@auth0/auth0-spa-js"), () => {
  test("loginWithRedirect, getTokenSilently in an iframe", async ({ page }) => {
    const address = await loggedIn(page);
    const before = await client(page, "getTokenSilently");
    const framed = page.waitForRequest((request) => request.url().includes("/authorize?") && request.url().includes("response_mode=web_message"));
    const renewed = await client(page, "getTokenSilently", { cacheMode: "off" });
    await framed;
    expect(renewed).not.toBe(before);
    await listen(page);
    await page.goto(`${env.app}/app/spa-js`); // memory is gone, the session is not
    expect(await client(page, "getTokenSilently")).toBeTruthy();
    await expectAnswer(page, ["code", "iss", "session_state", "state"]);
    expect(await client(page, "getUser")).toMatchObject({ email: address });
  });

  test("contract 12: loginWithPopup", async ({ page }) => {
    await page.goto(`${env.app}/app/spa-js`);
    const opened = page.waitForEvent("popup");
    const done = client(page, "loginWithPopup");
    const popup = await opened;
    const closed = popup.waitForEvent("close"); // the window closes itself
    const address = await passLogin(popup);
    await done;
    await closed;
    expect(await client(page, "getUser")).toMatchObject({ email: address });
  });

  test("contract 22: getTokenSilently without a redirect_uri", async ({ page }) => {
    await loggedIn(page);
    await page.goto(`${env.app}/app/spa-js`);
    const token = await page.evaluate(async ({ domain, clientId }) => new auth0.Auth0Client({ domain, clientId }).getTokenSilently(), settings);
    expect(token, "the page's bare origin will do").toBeTruthy();
  });

  test("logout", async ({ page }) => {
    await loggedIn(page);
    await leaves(page, `${env.app}/blank`, "logout", { logoutParams: { returnTo: `${env.app}/blank` } });
    await listen(page);
    await page.goto(`${env.app}/app/spa-js`);
    await expect(client(page, "getTokenSilently")).rejects.toThrow("Login required");
    const answer = await expectAnswer(page, ["error", "error_description", "iss", "state"]);
    expect(answer.error).toBe("login_required");
  });
});

// boundSettings make the SDK keep a key in the browser, which no script can read.
const boundSettings = { ...settings, clientId: "bound", useDpop: true, useRefreshTokens: true };

// ID-17: the SDK proves its key at /oauth/token and, by its fetcher, where it calls.
test("useDpop: login, refresh, a call with createFetcher", about("@auth0/auth0-spa-js"), async ({ page, request }) => {
  await page.goto(`${env.app}/app/spa-js`);
  const asked = page.waitForRequest((r) => r.url().includes("/authorize?"));
  await page.evaluate((settings) => { new auth0.Auth0Client(settings).loginWithRedirect(); }, boundSettings);
  expect(new URL((await asked).url()).searchParams.get("dpop_jkt"), "the code is bound as well").toHaveLength(43);
  const address = await logIn(page);
  const { first, second, answer } = await page.evaluate(async ([settings, userinfo]) => {
    const client = new auth0.Auth0Client(settings);
    await client.handleRedirectCallback();
    const first = await client.getTokenSilently();
    const second = await client.getTokenSilently({ cacheMode: "off" });
    const response = await client.createFetcher({ dpopNonceId: "userinfo" }).fetchWithAuth(userinfo);
    return { first, second, answer: { status: response.status, body: await response.json() } };
  }, [boundSettings, `${env.issuer}userinfo`]);
  expect(second, "it was refreshed").not.toBe(first);
  expect(answer).toMatchObject({ status: 200, body: { email: address } });
  const stolen = await request.get(`${env.issuer}userinfo`, { headers: { Authorization: `Bearer ${second}` } });
  expect(stolen.status(), "without the key it is worth nothing").toBe(401);
  expect(stolen.headers()["www-authenticate"]).toContain('DPoP realm="authd"');
});

// WM-02: a page that is none of the client's hears nothing.
test("a page of another origin waits in vain", async ({ page }) => {
  await loggedIn(page);
  await listen(page);
  await page.goto(`${env.foreign}/app/spa-js`);
  await expect(client(page, "getTokenSilently", { timeoutInSeconds: 3 })).rejects.toThrow("Timeout");
  expect(await page.evaluate(() => window.received)).toEqual([]);
});
