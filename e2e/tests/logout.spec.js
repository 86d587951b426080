// Logging out: auth0.js by /v2/logout, OpenID Connect clients by /oidc/logout,
// and pages of other sites not at all.

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { authorizeURL, env, logIn } from "../setup/login.js";

const bye = `${env.app}/blank`;

// loggedIn asks silently, as an SDK does, and reports whether tokens came.
async function loggedIn(page) {
  const answer = await page.request.get(authorizeURL({ prompt: "none", response_mode: "form_post" }));
  return (await answer.text()).includes("access_token");
}

// comeIn logs in and returns the ID token.
async function comeIn(page) {
  await page.goto(authorizeURL());
  await logIn(page);
  expect(await loggedIn(page)).toBe(true);
  return new URLSearchParams(new URL(page.url()).hash.slice(1)).get("id_token");
}

function endSession(parameters) {
  const url = new URL("oidc/logout", env.issuer);
  url.search = new URLSearchParams(parameters);
  return url.href;
}

for (const { sdk, version } of [{ sdk: "8", version: "8.8.0" }, { sdk: "9", version: "9.32.0" }, { sdk: "10", version: "10.2.1" }]) {
  test(`auth0-js ${version} logs out`, about(`auth0-js-${sdk}`), async ({ page }) => {
    await comeIn(page);
    await page.goto(`${env.app}/app/${sdk}`);
    await Promise.all([
      page.waitForURL(bye),
      page.evaluate(([domain, returnTo]) => { new auth0.WebAuth({ domain, clientID: "spa" }).logout({ returnTo, federated: true }); }, [new URL(env.issuer).host, bye]),
    ]);
    expect(await loggedIn(page)).toBe(false);
  });
}

test("auth0-js is sent nowhere that is not listed", async ({ page }) => {
  await comeIn(page);
  await page.goto(`${env.app}/app/10`);
  await page.evaluate(([domain, returnTo]) => { new auth0.WebAuth({ domain, clientID: "spa" }).logout({ returnTo }); }, [new URL(env.issuer).host, `${env.foreign}/blank`]);
  await expect(page.locator("main")).toContainText("allowed_logout_urls of client spa");
  expect(await loggedIn(page), "what was refused did nothing").toBe(true);
});

test("an ID token of the session logs out at once", async ({ page }) => {
  const hint = await comeIn(page);
  await page.goto(endSession({ id_token_hint: hint, post_logout_redirect_uri: bye, state: "a b+c" }));
  expect(page.url()).toBe(`${bye}?state=a%20b%2Bc`);
  expect(await loggedIn(page)).toBe(false);
});

// SameSite holds the cookie back from a form of another site; the answer leads on.
test("a form of another origin logs out with an ID token", async ({ page }) => {
  const hint = await comeIn(page);
  await page.goto(`${env.app.replace("localhost", "app.test")}/blank`);
  await Promise.all([
    page.waitForURL(bye),
    page.evaluate(([action, fields]) => {
      const form = Object.assign(document.createElement("form"), { method: "post", action });
      for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), { name, value }));
      document.body.append(form);
      form.submit();
    }, [`${env.issuer}oidc/logout`, { id_token_hint: hint, post_logout_redirect_uri: bye, logout_hint: "" }]),
  ]);
  expect(await loggedIn(page)).toBe(false);
});

// LO-01: without an ID token of the session the person decides.
test("without an ID token the person is asked", async ({ page }) => {
  await comeIn(page);
  await page.goto(endSession({ client_id: "spa", post_logout_redirect_uri: bye, state: "s" }));
  await expect(page.locator("h1")).toHaveText("Log out?");
  expect(await loggedIn(page), "asking changes nothing").toBe(true);
  await page.locator("#confirm").click();
  await page.waitForURL(`${bye}?state=s`);
  expect(await loggedIn(page)).toBe(false);
});

test("with nowhere to go a page says that it is done", async ({ page }) => {
  await comeIn(page);
  await page.goto(endSession({}));
  await page.locator("#confirm").click();
  await expect(page.locator("h1")).toContainText("logged out");
  expect(await loggedIn(page)).toBe(false);
});

// LO-01: a page of another site that loads the addresses logs nobody out.
test("images and frames log nobody out", async ({ page }) => {
  await comeIn(page);
  await page.goto(`${env.foreign}/blank`);
  await page.evaluate((addresses) => Promise.all(addresses.flatMap((src) => ["img", "iframe"].map((tag) => new Promise((done) => {
    document.body.append(Object.assign(document.createElement(tag), { src, onload: done, onerror: done }));
  })))), [`${env.issuer}v2/logout`, endSession({}), endSession({ client_id: "spa", post_logout_redirect_uri: bye })]);
  expect(await loggedIn(page)).toBe(true);
});
