// What newer clients ask for, with openid-client 6.8 and oauth4webapi 3.8 as
// verifiers: resource, pushed requests, access tokens by RFC 9068, introspection,
// and tokens that are bound to a key.

import { expect, test } from "@playwright/test";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";

import { secret, shipments, shipmentsSecret } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, logIn } from "../setup/login.js";

const redirectURI = `${env.app}/web`;

// granted pushes a request for the API shipments, goes through the hosted pages and
// redeems the code, proving keys where there are any.
async function granted(page, keys) {
  const config = await client.discovery(new URL(env.issuer), "web", undefined, client.ClientSecretBasic(secret));
  client.enableNonRepudiationChecks(config);
  const options = keys && { DPoP: client.getDPoPHandle(config, keys) };
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const address = await client.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: redirectURI, scope: "openid email offline_access read:shipments", resource: shipments, state: expectedState, nonce: expectedNonce, max_age: "600",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
  }, options);
  expect([...address.searchParams.keys()].sort(), "nothing else is in the address").toEqual(["client_id", "request_uri"]);
  await page.goto(address.href);
  const email = await logIn(page);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 600, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, new URL(page.url()), checks, { resource: shipments }, options);
  return { config, email, options, tokens };
}

// called is a request to the API with an access token.
function called(token) {
  return new Request(`${shipments}/shipments`, { headers: { Authorization: `Bearer ${token}` } });
}

test("a pushed request, with resource", about("openid-client"), async ({ page }) => {
  const { config, email, tokens } = await granted(page);
  expect(tokens.claims()).toMatchObject({ iss: env.issuer, aud: "web", email });
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, { resource: shipments });
  expect(renewed.claims()).toMatchObject({ email });
  await expect(client.refreshTokenGrant(config, renewed.refresh_token, { resource: "https://api.example.com" })).rejects.toMatchObject({ error: "invalid_target" });
});

test("checks an access token by RFC 9068", about("oauth4webapi"), async ({ page }) => {
  const { tokens } = await granted(page);
  const server = await oauth.processDiscoveryResponse(new URL(env.issuer), await oauth.discoveryRequest(new URL(env.issuer)));
  const said = await oauth.validateJwtAccessToken(server, called(tokens.access_token), shipments);
  expect(said).toMatchObject({ client_id: "web", sub: tokens.claims().sub, auth_time: tokens.claims().auth_time });
  await expect(oauth.validateJwtAccessToken(server, called(tokens.id_token), shipments), "an ID token is none").rejects.toThrow();
});

test("introspection, and that a token was revoked", about("openid-client"), async ({ page }) => {
  const { config, tokens } = await granted(page);
  const api = await client.discovery(new URL(env.issuer), shipments, undefined, client.ClientSecretBasic(shipmentsSecret));
  expect(await client.tokenIntrospection(api, tokens.access_token)).toMatchObject({ active: true, client_id: "web", sub: tokens.claims().sub, scope: tokens.scope });
  expect(await client.tokenIntrospection(api, tokens.id_token)).toEqual({ active: false });
  await client.tokenRevocation(config, tokens.refresh_token);
  expect(await client.tokenIntrospection(api, tokens.access_token)).toEqual({ active: false });
});

// remade is what an API gets of a request with a bound token.
async function remade(token, keys) {
  let sent;
  const keep = (url, { method, headers }) => {
    sent = new Request(url, { method, headers });
    return new Response();
  };
  const DPoP = oauth.DPoP({ client_id: "web" }, keys);
  await oauth.protectedResourceRequest(token, "GET", new URL(`${shipments}/shipments`), undefined, null, { DPoP, [oauth.customFetch]: keep });
  return sent;
}

for (const alg of ["ES256", "PS256", "RS256"]) {
  test(`DPoP with ${alg}: a pushed request, tokens, userinfo, introspection`, about("openid-client"), async ({ page }) => {
    const { config, email, options, tokens } = await granted(page, await client.randomDPoPKeyPair(alg));
    expect(tokens.token_type).toBe("dpop");
    expect(await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, options)).toMatchObject({ email });
    await expect(client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub), "as a bearer's").rejects.toThrow();
    const jkt = await options.DPoP.calculateThumbprint();
    const server = await client.discovery(new URL(env.issuer), shipments, undefined, client.ClientSecretBasic(shipmentsSecret));
    expect(await client.tokenIntrospection(server, tokens.access_token)).toMatchObject({ active: true, token_type: "DPoP", cnf: { jkt } });
    expect(await client.refreshTokenGrant(config, tokens.refresh_token, {}, options)).toMatchObject({ token_type: "dpop" });
  });
}

test("checks a bound access token and its proof by RFC 9449", about("oauth4webapi"), async ({ page }) => {
  const keys = await oauth.generateKeyPair("ES256");
  const { tokens } = await granted(page, keys);
  const server = await oauth.processDiscoveryResponse(new URL(env.issuer), await oauth.discoveryRequest(new URL(env.issuer)));
  const check = (request) => oauth.validateJwtAccessToken(server, request, shipments, { requireDPoP: true });
  expect(await check(await remade(tokens.access_token, keys))).toMatchObject({ client_id: "web", cnf: { jkt: expect.any(String) } });
  await expect(check(await remade(tokens.access_token, await oauth.generateKeyPair("ES256"))), "another key").rejects.toThrow();
  await expect(check(called(tokens.access_token)), "as a bearer's").rejects.toThrow();
});

test("a code that was pushed with a proof is worth nothing without the key", async ({ page }) => {
  const config = await client.discovery(new URL(env.issuer), "web", undefined, client.ClientSecretBasic(secret));
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const mine = { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair()) };
  const other = { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair()) };
  const address = await client.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: redirectURI, scope: "openid", code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
  }, mine);
  await page.goto(address.href);
  await logIn(page);
  await expect(client.authorizationCodeGrant(config, new URL(page.url()), { pkceCodeVerifier }, {}, other)).rejects.toMatchObject({ error: "invalid_grant" });
});
