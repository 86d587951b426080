// Devices without a browser (RFC 8628): openid-client 6.8, unmodified, polls while
// a person allows it in a browser.

import { expect, test } from "@playwright/test";
import * as client from "openid-client";

import { api, lifetimes } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { atDevice, device } from "../setup/device.js";
import { env, passLogin } from "../setup/login.js";

test.describe("openid-client 6.8", about("openid-client"), () => {
  test("a device is allowed on another one, and refreshes", async ({ page }) => {
    const { config, asked, poll } = await device({ audience: api });
    expect(asked).toMatchObject({ verification_uri: `${env.issuer}activate`, expires_in: 900, interval: 5 });
    const polling = poll();
    await page.goto(asked.verification_uri);
    await page.locator("#code").fill(asked.user_code.toLowerCase().replace("-", " "));
    await page.locator("#continue").click();
    const email = await passLogin(page);
    await expect(page.locator("main")).toContainText("Television");
    await expect(page.locator("#user-code")).toHaveText(asked.user_code);
    await page.locator("#allow").click();
    await expect(page.locator("h1")).toHaveText("Device connected");
    const tokens = await polling;
    expect(tokens.claims()).toMatchObject({ iss: env.issuer, aud: "tv", email });
    expect(tokens.expires_in).toBe(lifetimes.apiBack);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    expect(renewed.claims()).toMatchObject({ email, sub: tokens.claims().sub });
    await expect(poll()).rejects.toMatchObject({ error: "invalid_grant" });
  });

  test("a device is told of a no", async ({ page }) => {
    const { poll } = await atDevice(page);
    await page.locator("#deny").click();
    await expect(page.locator("h1")).toHaveText("Not connected");
    await expect(poll()).rejects.toMatchObject({ error: "access_denied" });
  });
});

// TK-22: the address with the code in it asks all the same, of who is logged in too.
test("a complete address asks, and works without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await atDevice(page);
  await page.locator("#allow").click();
  const { asked, poll } = await device();
  await page.goto(asked.verification_uri_complete);
  await expect(page.locator("#code")).toHaveValue(asked.user_code);
  await page.locator("#continue").click();
  await expect(page.locator("#allow")).toBeVisible();
  const form = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "tv", device_code: asked.device_code };
  const answer = await page.request.post(`${env.issuer}oauth/token`, { form });
  expect(await answer.json(), "nothing is allowed by being looked at").toMatchObject({ error: "authorization_pending" });
  await page.locator("#allow").click();
  await expect(page.locator("h1")).toHaveText("Device connected");
  expect((await poll()).access_token).toBeTruthy();
  await context.close();
});
