// Applications that register themselves, by openid-client 6.8, unmodified. Nobody has
// written them down, so people are asked.

import { expect, test } from "@playwright/test";
import * as client from "openid-client";

import { api, initialAccessToken, lifetimes } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, passLogin } from "../setup/login.js";

const redirectURI = `${env.app}/web`;

// register returns a configuration of openid-client for a client that is new.
function register(metadata, proof) {
  return client.dynamicClientRegistration(new URL(env.issuer), { redirect_uris: [redirectURI], client_name: "Newcomer", ...metadata }, proof, { initialAccessToken });
}

// login goes through the hosted pages and the consent page, and redeems the code.
async function login(page, config, parameters) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  await page.goto(client.buildAuthorizationUrl(config, {
    redirect_uri: redirectURI, scope: "openid email", state: expectedState, nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256", ...parameters,
  }).href);
  const email = await passLogin(page);
  await expect(page.locator("main")).toContainText("Newcomer");
  await page.locator("#allow").click();
  await page.waitForURL(`${redirectURI}**`);
  const tokens = await client.authorizationCodeGrant(config, new URL(page.url()), { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
  return { email, tokens };
}

test.describe("openid-client 6.8", about("openid-client"), () => {
  test("registration, code with PKCE, refresh token, client_secret_post", async ({ page }) => {
    const config = await register({ token_endpoint_auth_method: "client_secret_post", grant_types: ["authorization_code", "refresh_token"] });
    client.enableNonRepudiationChecks(config);
    const { email, tokens } = await login(page, config, { audience: api, scope: "openid email offline_access read:orders" });
    expect(tokens.claims()).toMatchObject({ iss: env.issuer, aud: config.clientMetadata().client_id, email });
    expect(tokens.expires_in).toBe(lifetimes.apiBack);
    expect((await client.refreshTokenGrant(config, tokens.refresh_token)).claims()).toMatchObject({ email, sub: tokens.claims().sub });
  });

  test("registration, code with PKCE, userinfo, no secret", async ({ page }) => {
    const config = await register({ token_endpoint_auth_method: "none" }, client.None());
    expect(config.clientMetadata().client_secret).toBeUndefined();
    const { email, tokens } = await login(page, config);
    expect(await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).toMatchObject({ email });
  });
});

test("whoever has no initial access token registers nothing", async () => {
  const refused = client.dynamicClientRegistration(new URL(env.issuer), { redirect_uris: [redirectURI] });
  await expect(refused).rejects.toMatchObject({ cause: [{ scheme: "bearer", parameters: { error: "invalid_token" } }] });
});

test("a slip is told by its member", async () => {
  await expect(register({ redirect_uris: [`${redirectURI}#x`] })).rejects.toMatchObject({ error: "invalid_redirect_uri", error_description: expect.stringContaining("redirect_uris[0]") });
  await expect(register({ subject_type: "unknown" })).rejects.toMatchObject({ error: "invalid_client_metadata", error_description: expect.stringContaining("subject_type") });
});

// The registration_client_uri is the application's own (RFC 7592).
test("a client reads, replaces and deletes its registration", async ({ page }) => {
  const config = await register({});
  const { client_id, registration_access_token, registration_client_uri } = config.clientMetadata();
  const at = (method, token, data) => page.request.fetch(registration_client_uri, { method, data, headers: { authorization: `Bearer ${token}` } });
  const read = await (await at("GET", registration_access_token)).json();
  expect(read).toMatchObject({ client_id, client_name: "Newcomer", redirect_uris: [redirectURI] });
  const replaced = await (await at("PUT", registration_access_token, { ...read, client_name: "Renamed" })).json();
  expect(replaced.client_name).toBe("Renamed");
  expect((await at("GET", registration_access_token)).status()).toBe(401);
  expect((await at("DELETE", replaced.registration_access_token)).status()).toBe(204);
  expect((await at("GET", replaced.registration_access_token)).status()).toBe(401);
  await page.goto(client.buildAuthorizationUrl(config, { redirect_uri: redirectURI, scope: "openid" }).href);
  await expect(page.locator("main")).toContainText("client_id");
});
