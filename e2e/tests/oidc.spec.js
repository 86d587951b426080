// oidc-client-ts 3.5, unmodified, finds everything by discovery: code flow with
// PKCE, silent renewal in an iframe, and signing out.

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { env, logIn } from "../setup/login.js";

const home = `${env.app}/callback/oidc`;

// call runs one method of oidc.UserManager in the page and returns what of its
// answer an application reads, or what it failed with.
function call(page, method, ...args) {
  return page.evaluate(async ([settings, method, args]) => {
    oidc.Log.setLevel(oidc.Log.NONE);
    const manager = new oidc.UserManager({ ...settings, userStore: new oidc.WebStorageStateStore({ store: localStorage }) });
    try {
      const user = await manager[method](...args);
      return user ? { access: user.access_token, id: user.id_token, expires: user.expires_in, email: user.profile.email } : {};
    } catch (error) {
      return { error: error.error ?? error.message };
    }
  }, [{
    authority: env.issuer, client_id: "oidc", redirect_uri: home, silent_redirect_uri: `${env.app}/silent`,
    post_logout_redirect_uri: `${env.app}/blank`, scope: "openid email", automaticSilentRenew: false,
  }, method, args]);
}

// signIn goes through the hosted pages and comes back with a user.
async function signIn(page, options = {}) {
  await page.goto(`${env.app}/app/oidc`);
  await Promise.all([page.waitForURL(`${env.issuer}u/login**`), call(page, "signinRedirect", options).catch(() => {})]); // the page is left before the call ends
  const address = await logIn(page);
  const user = await call(page, "signinCallback");
  expect(user).toMatchObject({ email: address });
  return user;
}

test("contract 04: signs in and renews silently", about("oidc-client-ts"), async ({ page }) => {
  const { access } = await signIn(page);
  const renewed = await call(page, "signinSilent");
  expect(renewed.error).toBeUndefined();
  expect(renewed.access).toBeTruthy();
  expect(renewed.access).not.toBe(access);
});

test("renews by a refresh token", about("oidc-client-ts"), async ({ page }) => {
  const { access } = await signIn(page, { scope: "openid email offline_access" });
  const asked = page.waitForRequest((request) => request.url() === `${env.issuer}oauth/token` && request.postData()?.includes("grant_type=refresh_token"));
  const renewed = await call(page, "signinSilent");
  await asked;
  expect(renewed).toMatchObject({ access: expect.any(String) });
  expect(renewed.access).not.toBe(access);
});

test("contract 16: revokes its tokens", about("oidc-client-ts"), async ({ page }) => {
  const { access } = await signIn(page, { scope: "openid email offline_access" });
  const userinfo = async () => (await page.request.get(`${env.issuer}userinfo`, { headers: { Authorization: `Bearer ${access}` } })).status();
  expect(await userinfo()).toBe(200);
  expect(await call(page, "revokeTokens", ["access_token", "refresh_token"])).toEqual({});
  expect(await userinfo(), "they are revoked").toBe(401);
});

test("contract 15: signs out at once, with its ID token as the hint", about("oidc-client-ts"), async ({ page }) => {
  await signIn(page);
  await Promise.all([page.waitForURL(`${env.app}/blank**`), call(page, "signoutRedirect", { state: "bye" }).catch(() => {})]);
  expect(new URL(page.url()).searchParams.get("state"), "state comes back").toBeTruthy();
  await page.goto(`${env.app}/app/oidc`);
  await Promise.all([page.waitForURL(`${env.issuer}u/login**`), call(page, "signinRedirect").catch(() => {})]);
  await expect(page.locator("#email"), "nobody is logged in any more").toBeVisible();
});
