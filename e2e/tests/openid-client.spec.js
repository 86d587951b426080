// openid-client 6.8, unmodified, in a web application with a secret. It checks
// all it knows how to check: iss, state, nonce, at_hash, the key set, max_age.

import { expect, test } from "@playwright/test";
import * as client from "openid-client";

import { api, lifetimes, secret } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, logIn } from "../setup/login.js";

const redirectURI = `${env.app}/web`;

// found is the server as discovery describes it, to a client with a way to
// prove itself; ID tokens are checked by their signature on top of TLS.
async function found(proof) {
  const config = await client.discovery(new URL(env.issuer), "web", undefined, proof);
  client.enableNonRepudiationChecks(config);
  return config;
}

// login goes through the hosted pages and redeems the code; redeem does it again.
async function login(page, config, parameters = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  await page.goto(client.buildAuthorizationUrl(config, {
    redirect_uri: redirectURI, scope: "openid email offline_access", state: expectedState, nonce: expectedNonce, max_age: "600",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256", ...parameters,
  }).href);
  const email = await logIn(page);
  const redeem = () => client.authorizationCodeGrant(config, new URL(page.url()), { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 600, idTokenExpected: true });
  return { email, tokens: await redeem(), redeem };
}

const proofs = { client_secret_basic: client.ClientSecretBasic(secret), client_secret_post: client.ClientSecretPost(secret) };

test.describe("openid-client 6.8", about("openid-client"), () => {
  for (const [name, proof] of Object.entries(proofs)) {
    test(`code with PKCE, userinfo, ${name}`, async ({ page }) => {
      const config = await found(proof);
      const { email, tokens } = await login(page, config);
      expect(tokens.claims()).toMatchObject({ iss: env.issuer, aud: "web", email });
      expect(await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).toMatchObject({ email });
    });

    test(`refresh token, revocation, ${name}`, async ({ page }) => {
      const config = await found(proof);
      const { email, tokens } = await login(page, config, { audience: api, scope: "openid email offline_access read:orders" });
      expect(tokens.expires_in).toBe(lifetimes.apiBack);
      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
      expect(renewed.claims()).toMatchObject({ email, sub: tokens.claims().sub, sid: tokens.claims().sid });
      expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
      await client.tokenRevocation(config, renewed.refresh_token);
      await expect(client.refreshTokenGrant(config, renewed.refresh_token)).rejects.toMatchObject({ error: "invalid_grant", status: 400 });
    });

    test(`client credentials, ${name}`, async () => {
      const tokens = await client.clientCredentialsGrant(await found(proof), { audience: api });
      expect(tokens).toMatchObject({ token_type: "bearer", expires_in: lifetimes.apiBack, scope: "read:orders" });
    });
  }
});

test("a code is redeemed once", async ({ page }) => {
  const { redeem } = await login(page, await found(proofs.client_secret_basic));
  await expect(redeem()).rejects.toMatchObject({ error: "invalid_grant" });
});

test("a wrong secret is refused", async () => {
  const guessing = await found(client.ClientSecretBasic("guessed"));
  await expect(client.clientCredentialsGrant(guessing, { audience: api })).rejects.toMatchObject({ status: 401 });
});
