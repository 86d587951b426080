// @auth0/auth0-spa-js 2.28 with refresh tokens, in one tab and in several at once.

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { claims, env, logIn } from "../setup/login.js";

const settings = {
  domain: env.issuer && new URL(env.issuer).host, clientId: "tabs", useRefreshTokens: true, cacheLocation: "localstorage",
  authorizationParams: { redirect_uri: `${env.app}/callback/spa-js`, scope: "openid profile email" },
};

// client makes the SDK's client in a page and calls one of its methods.
function client(page, method, ...args) {
  return page.evaluate(async ([settings, method, args]) => {
    window.client ??= await auth0.createAuth0Client(settings);
    return window.client[method](...args);
  }, [settings, method, args]);
}

// loggedIn is a tab in which a person has logged in.
async function loggedIn(context) {
  const page = await context.newPage();
  await page.goto(`${env.app}/app/spa-js`);
  const moved = page.waitForURL(`${env.issuer}u/login**`);
  await client(page, "loginWithRedirect").catch(() => {}); // the page goes away under it
  await moved;
  const address = await logIn(page);
  await client(page, "handleRedirectCallback");
  return { page, address };
}

// kept is the refresh token in the SDK's cache.
function kept(page) {
  return page.evaluate(() => Object.values(localStorage).map((text) => JSON.parse(text).body?.refresh_token).find(Boolean));
}

// renew asks for new tokens, past the cache, and answers with all the SDK has.
const renew = (page) => client(page, "getTokenSilently", { cacheMode: "off", detailedResponse: true });

// grantsOf notes the grant of every request to the token endpoint.
function grantsOf(...pages) {
  const grants = [];
  for (const page of pages) {
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url() === `${env.issuer}oauth/token`) grants.push(new URLSearchParams(request.postData()).get("grant_type"));
    });
  }
  return grants;
}

// presented posts a refresh token from a page, past the SDK and its locks.
function presented(page, token) {
  return page.evaluate(async ([url, token]) => {
    const body = new URLSearchParams({ grant_type: "refresh_token", client_id: "tabs", refresh_token: token });
    const answer = await fetch(url, { method: "POST", body });
    return { status: answer.status, ...(await answer.json()) };
  }, [`${env.issuer}oauth/token`, token]);
}

// revoked gives a refresh token back from a page, past the SDK.
function revoked(page, token) {
  return page.evaluate(async ([url, token]) => {
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ client_id: "tabs", token }) });
    return { status: answer.status };
  }, [`${env.issuer}oauth/revoke`, token]);
}

test("contract 05: getTokenSilently by refresh token: the same login, a new token each time", about("@auth0/auth0-spa-js"), async ({ context }) => {
  const { page, address } = await loggedIn(context);
  const grants = grantsOf(page);
  const before = await client(page, "getIdTokenClaims");
  const first = await kept(page);
  const answer = await renew(page);
  expect(answer.expires_in).toBe(86400);
  const id = claims(answer.id_token);
  expect(id.email).toBe(address);
  expect({ sub: id.sub, sid: id.sid, nonce: id.nonce }).toEqual({ sub: before.sub, sid: before.sid, nonce: undefined });
  const second = await kept(page);
  expect(second).not.toBe(first);
  await renew(page);
  expect(await kept(page)).not.toBe(second);
  expect(grants).toEqual(["refresh_token", "refresh_token"]);
});

test("two tabs at once: nobody is logged out", about("@auth0/auth0-spa-js"), async ({ context }) => {
  const { page, address } = await loggedIn(context);
  const other = await context.newPage();
  await other.goto(`${env.app}/app/spa-js`);
  const grants = grantsOf(page, other);
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all([renew(page), renew(other)]);
    for (const { id_token } of answers) expect(claims(id_token).email).toBe(address);
  }
  expect(grants).toEqual(Array(6).fill("refresh_token"));
  for (const tab of [page, other]) expect(await client(tab, "isAuthenticated")).toBe(true);
});

test("two tabs with one token: both get the one successor, and it works", async ({ context }) => {
  const { page } = await loggedIn(context);
  const other = await context.newPage();
  await other.goto(`${env.app}/app/spa-js`);
  const token = await kept(page);
  const answers = await Promise.all([page, other, page, other].map((tab) => presented(tab, token)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const successors = new Set(answers.map(({ refresh_token }) => refresh_token));
  expect(successors.size).toBe(1);
  // The SDK still has the token before: to it, its answer got lost.
  await renew(page);
  expect(successors.has(await kept(page))).toBe(true);
  await renew(other);
});

test("a token used again after its successor: the line ends, the SDK asks for a login", async ({ context }) => {
  const { page } = await loggedIn(context);
  const stolen = await kept(page);
  await renew(page);
  await renew(page);
  expect(await presented(page, stolen)).toMatchObject({ status: 400, error: "invalid_grant", error_description: "Unknown or invalid refresh token." });
  await expect(renew(page)).rejects.toThrow("invalid refresh token");
});

test("contract 17: a dead refresh token falls back to the iframe", about("@auth0/auth0-spa-js"), async ({ context }) => {
  const { page, address } = await loggedIn(context);
  expect((await revoked(page, await kept(page))).status).toBe(200);
  const grants = grantsOf(page);
  await page.reload();
  const token = await page.evaluate(async (settings) => {
    const client = await auth0.createAuth0Client({ ...settings, useRefreshTokensFallback: true });
    return client.getTokenSilently({ cacheMode: "off" });
  }, settings);
  expect(token).toBeTruthy();
  expect(grants).toEqual(["refresh_token", "authorization_code"]);
  expect(await client(page, "getUser")).toMatchObject({ email: address });
});

test("revokeRefreshToken gives back what was granted", about("@auth0/auth0-spa-js"), async ({ context }) => {
  const { page } = await loggedIn(context);
  const [token, access] = [await kept(page), await client(page, "getTokenSilently")];
  const userinfo = () => page.evaluate(async ([url, access]) => (await fetch(url, { headers: { Authorization: `Bearer ${access}` } })).status, [`${env.issuer}userinfo`, access]);
  expect(await userinfo()).toBe(200);
  await client(page, "revokeRefreshToken");
  expect((await presented(page, token)).status).toBe(400);
  expect(await userinfo()).toBe(401);
});
