// Logging in in a popup: the window that opened it gets the answer, by the
// application's callback page or by the server's own.

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { claims, env, expectExplained, logIn, mailTo, newAddress, passLogin } from "../setup/login.js";

const scope = "openid profile email";
const responseType = "token id_token";

// openPopup calls popup.authorize as a click does, and returns the popup and a
// promise of what the callback got.
async function openPopup(page, sdk, options) {
  await page.goto(`${env.app}/app/${sdk}`);
  const opened = page.waitForEvent("popup");
  const outcome = page.evaluate(([settings, options]) => new Promise((resolve) => {
    new auth0.WebAuth(settings).popup.authorize(options, (error, result) => resolve({ error, result }));
  }), [settings(sdk), options]);
  return { popup: await opened, outcome };
}

function settings(sdk) {
  return { domain: new URL(env.issuer).host, clientID: "spa", redirectUri: `${env.app}/callback/${sdk}`, responseType, scope };
}

for (const { sdk, version } of [{ sdk: "9", version: "9.32.0" }, { sdk: "10", version: "10.2.1" }]) {
  test.describe(`auth0-js ${version}`, about(`auth0-js-${sdk}`), () => {
    test("popup.authorize and popup.callback", async ({ page }) => {
      const { popup, outcome } = await openPopup(page, sdk, {});
      const address = await logIn(popup, newAddress());
      await popup.evaluate((settings) => { new auth0.WebAuth(settings).popup.callback({ hash: location.hash }); }, settings(sdk));
      const { error, result } = await outcome;
      expect(error).toBeNull();
      expect(result.idTokenPayload.email).toBe(address);
      await expectExplained(result, { audience: "", scope, responseType });
    });

    test("popup.authorize with owp: the server answers the opener", async ({ page }) => {
      const { popup, outcome } = await openPopup(page, sdk, { owp: true });
      await expect(popup.locator("#email")).toBeVisible();
      await passLogin(popup);
      const { error, result } = await outcome;
      expect(error).toBeNull();
      expect(result).toMatchObject({ token_type: "Bearer", scope });
      expect(result.access_token).toBeTruthy();
      expect(result.id_token).toBeTruthy();
    });
  });
}

for (const { sdk, version } of [{ sdk: "8", version: "8.8.0" }, { sdk: "9", version: "9.32.0" }, { sdk: "10", version: "10.2.1" }]) {
  test(`auth0-js ${version}: popup.passwordlessVerify`, about(`auth0-js-${sdk}`), async ({ page }) => {
    const email = newAddress();
    await page.goto(`${env.app}/app/${sdk}`);
    const call = (method, options) => page.evaluate(([settings, method, options]) => new Promise((resolve) => {
      const webAuth = new auth0.WebAuth(settings);
      const [object, name] = method === "start" ? [webAuth, "passwordlessStart"] : [webAuth.popup, "passwordlessVerify"];
      object[name](options, (error, result) => resolve({ error, result }));
    }), [settings(sdk), method, options]);
    expect((await call("start", { connection: "email", send: "code", email })).error).toBeNull();
    const { code } = await mailTo(page.request, email);
    const { error, result } = await call("verify", { connection: "email", email, verificationCode: code });
    expect(error).toBeNull();
    expect(result.tokenType).toBe("Bearer");
    expect(claims(result.idToken).email).toBe(email);
  });
}

// WM-01: a window of an origin that is registered nowhere gets nothing, though
// it opened the popup.
test("owp tells a stranger's window nothing", async ({ page }) => {
  await page.goto(`${env.foreign}/blank`);
  const opened = page.waitForEvent("popup");
  await page.evaluate((url) => {
    window.popup = open(url);
    addEventListener("message", (e) => { if (e.data === '{"a":"ready"}') window.popup.postMessage('{"a":"request","d":{}}', "*"); });
  }, `${env.issuer}authorize?${new URLSearchParams({ client_id: "spa", response_type: "token", redirect_uri: `${env.app}/callback/9`, scope: "openid", state: "s", prompt: "none", owp: "true" })}`);
  const popup = await opened;
  await popup.waitForLoadState();
  await expect.poll(() => page.evaluate(() => window.messages.length)).toBeGreaterThan(0);
  await popup.waitForTimeout(500);
  expect(await page.evaluate(() => window.messages.map((m) => m.data))).toEqual(['{"a":"ready"}']);
});
