// The authorization code flow and client_credentials with oauth4webapi, which
// checks everything an answer of a server can be wrong in.

import { expect, test } from "@playwright/test";
import * as oauth from "oauth4webapi";

import { api, backendSecret, lifetimes } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, logIn } from "../setup/login.js";

// The certificate is the server's own, and this is about what is said over it.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

const client = { client_id: "backend" };
const redirectURI = `${env.app}/blank`;
const ways = { client_secret_basic: oauth.ClientSecretBasic(backendSecret), client_secret_post: oauth.ClientSecretPost(backendSecret) };

async function discover() {
  const issuer = new URL(env.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
}

function authorizationURL(server, parameters) {
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({ ...client, redirect_uri: redirectURI, response_type: "code", ...parameters });
  return url.href;
}

for (const [name, authenticate] of Object.entries(ways)) {
  test(`contract 08: oauth4webapi redeems a code by ${name}, all validations on`, about("oauth4webapi"), async ({ page }) => {
    const server = await discover();
    const verifier = oauth.generateRandomCodeVerifier(), state = oauth.generateRandomState(), nonce = oauth.generateRandomNonce();
    await page.goto(authorizationURL(server, {
      scope: "openid email read:orders", audience: api, state, nonce, max_age: "600",
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
    }));
    const address = await logIn(page);

    const answer = oauth.validateAuthResponse(server, client, new URL(page.url()), state);
    const redeem = () => oauth.authorizationCodeGrantRequest(server, client, authenticate, answer, redirectURI, verifier);
    const response = await redeem();
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, maxAge: 600, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, response);
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: lifetimes.apiBack, scope: "openid email read:orders" });

    const { sub } = oauth.getValidatedIdTokenClaims(tokens);
    const person = async () => oauth.processUserInfoResponse(server, client, sub, await oauth.userInfoRequest(server, client, tokens.access_token));
    expect((await person()).email).toBe(address);

    await expect(async () => oauth.processAuthorizationCodeResponse(server, client, await redeem())).rejects.toMatchObject({ error: "invalid_grant" });
    await expect(person(), "what the code earned is revoked").rejects.toThrow();
  });

  test(`oauth4webapi refreshes by ${name}, all validations on`, about("oauth4webapi"), async ({ page }) => {
    const server = await discover();
    const verifier = oauth.generateRandomCodeVerifier(), state = oauth.generateRandomState();
    await page.goto(authorizationURL(server, { scope: "openid email offline_access", audience: api, state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" }));
    await logIn(page);
    const answer = oauth.validateAuthResponse(server, client, new URL(page.url()), state);
    const first = await oauth.processAuthorizationCodeResponse(server, client, await oauth.authorizationCodeGrantRequest(server, client, authenticate, answer, redirectURI, verifier));

    const response = await oauth.refreshTokenGrantRequest(server, client, authenticate, first.refresh_token);
    const next = await oauth.processRefreshTokenResponse(server, client, response);
    await oauth.validateApplicationLevelSignature(server, response);
    expect(next).toMatchObject({ token_type: "bearer", expires_in: lifetimes.apiBack });
    expect(oauth.getValidatedIdTokenClaims(next).sub).toBe(oauth.getValidatedIdTokenClaims(first).sub);
    expect(next.refresh_token).not.toBe(first.refresh_token);
  });

  test(`oauth4webapi gets a token in the application's own name by ${name}`, about("oauth4webapi"), async () => {
    const server = await discover();
    const response = await oauth.clientCredentialsGrantRequest(server, client, authenticate, { audience: api });
    const tokens = await oauth.processClientCredentialsResponse(server, client, response);
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: lifetimes.apiBack, scope: "read:orders" });
    expect(tokens.refresh_token ?? tokens.id_token).toBeUndefined();
  });
}

test("contract 17: oauth4webapi is told why, and finds no header in the way of it", async () => {
  const server = await discover();
  const refused = async (authenticate) => oauth.processClientCredentialsResponse(server, client, await oauth.clientCredentialsGrantRequest(server, client, authenticate, { audience: api }));
  await expect(refused(oauth.ClientSecretPost("wrong"))).rejects.toMatchObject({ error: "invalid_client", status: 401 });
  await expect(refused(oauth.ClientSecretBasic("wrong"))).rejects.toMatchObject({ status: 401 });
});
