// Consent for a client that is not first party, and none for one that is.

import { expect, test } from "@playwright/test";

import { api } from "../setup/authd.js";
import { askForCode, authorizeURL, env, logIn, mailTo, newAddress } from "../setup/login.js";

const asked = { client_id: "stranger", audience: api, scope: "openid email read:orders" };

// atQuestion logs in for a request of the stranger, as far as the question.
async function atQuestion(page, request = asked) {
  const address = newAddress();
  await page.goto(authorizeURL(request));
  await askForCode(page, address);
  await page.locator("#code").fill((await mailTo(page.request, address)).code);
  await page.locator("#verify").click();
  await expect(page.locator("#allow")).toBeVisible();
}

// arrived is what came back to the application.
async function arrived(page) {
  await page.waitForURL(`${env.app}/**`);
  return Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
}

// renew asks silently through an unmodified auth0.js.
async function renew(page, settings) {
  await page.goto(`${env.app}/app/9`);
  return page.evaluate(([domain, redirectUri, { client_id: clientID, ...rest }]) => new Promise((resolve) => {
    new auth0.WebAuth({ domain, clientID, redirectUri, responseType: "token id_token", ...rest }).checkSession({}, (error, result) => resolve({ error, result }));
  }), [new URL(env.issuer).host, `${env.app}/callback/9`, settings]);
}

test("allowing gives tokens, and is asked once", async ({ page }) => {
  await atQuestion(page);
  await expect(page.locator("main")).toContainText("Somebody else's application");
  await expect(page.locator("main")).toContainText("Read orders");
  await page.locator("#allow").click();
  expect((await arrived(page)).access_token).toBeTruthy();
  const { error, result } = await renew(page, asked);
  expect(error).toBeNull();
  expect(result.scope).toBe(asked.scope);
  const more = await renew(page, { ...asked, scope: "openid profile" });
  expect(more.error.error).toBe("consent_required");
  await page.goto(authorizeURL({ ...asked, scope: "openid profile" }));
  await expect(page.locator("#allow"), "asked again when scopes grow").toBeVisible();
});

test("denying is told to the application", async ({ page }) => {
  await atQuestion(page);
  await page.locator("#deny").click();
  expect(await arrived(page)).toMatchObject({ error: "access_denied" });
});

test("a first-party client on localhost is never asked", async ({ page }) => {
  await page.goto(authorizeURL({ prompt: "consent" }));
  await logIn(page);
  const { error, result } = await renew(page, { client_id: "spa", scope: "openid" });
  expect(error).toBeNull();
  expect(result.accessToken).toBeTruthy();
});
