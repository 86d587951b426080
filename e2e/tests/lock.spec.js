// Auth0's widget in passwordless mode, as it is published: it loads the client's
// script, has a code sent, and logs in with it on the application's own page.

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { env, mailTo, newAddress } from "../setup/login.js";

// open shows the widget; what it would load from Auth0's own servers is cut off.
async function open(page) {
  await page.route(/auth0\.com/, (route) => route.abort());
  await page.goto(`${env.app}/app/lock`);
  await page.evaluate(([domain, redirectUrl]) => {
    new Auth0LockPasswordless("spa", domain, {
      passwordlessMethod: "code", auth: { redirectUrl, responseType: "token id_token", params: { scope: "openid profile email" } },
    }).show();
  }, [new URL(env.issuer).host, `${env.app}/callback/lock`]);
}

async function askForCode(page, email) {
  await page.locator("input[name=email]").fill(email);
  await page.locator("button.auth0-lock-submit").click();
  await expect(page.locator("input[name=vcode]")).toBeVisible();
  return (await mailTo(page.request, email)).code;
}

async function answer(page, code) {
  await page.locator("input[name=vcode]").fill(code);
  await page.locator("button.auth0-lock-submit").click();
}

test.describe("auth0-lock 14.3.0, passwordless", about("auth0-lock"), () => {
  test("email code, to tokens the SDK accepts", async ({ page }) => {
    const email = newAddress();
    await open(page);
    await answer(page, await askForCode(page, email));
    await page.waitForURL(`${env.app}/callback/lock**`);
    const result = await page.evaluate(([domain, redirectUri]) => new Promise((resolve, reject) => {
      new auth0.WebAuth({ domain, clientID: "spa", redirectUri, responseType: "token id_token" }).parseHash({}, (e, r) => (e ? reject(new Error(JSON.stringify(e))) : resolve(r)));
    }), [new URL(env.issuer).host, `${env.app}/callback/lock`]);
    expect(result.idTokenPayload.email).toBe(email);
  });

  test("a wrong code stays in the widget", async ({ page }) => {
    await open(page);
    const code = await askForCode(page, newAddress());
    await answer(page, code === "000000" ? "000001" : "000000");
    await expect(page.locator(".auth0-global-message-error")).toBeVisible();
    await answer(page, code);
    await page.waitForURL(`${env.app}/callback/lock**`);
  });
});
