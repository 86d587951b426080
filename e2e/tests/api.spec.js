// express-oauth2-jwt-bearer, unmodified, guards an API: it finds authd's keys by
// discovery and lets in what was issued for the API, and nothing else.

import { once } from "node:events";

import { expect, test } from "@playwright/test";
import { AuthenticationClient } from "auth0";
import express from "express";
import { auth, requiredScopes } from "express-oauth2-jwt-bearer";
import * as client from "openid-client";

import { api, secret } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, mailTo, newAddress } from "../setup/login.js";

let server, orders;

test.beforeAll(async () => {
  const app = express();
  app.use(auth({ issuerBaseURL: env.issuer, audience: api }));
  app.get("/orders", requiredScopes("read:orders"), (request, response) => response.json({ sub: request.auth.payload.sub }));
  app.use((error, _request, response, _next) => response.status(error.status ?? 500).set(error.headers ?? {}).json({ error: error.code ?? error.message }));
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  orders = `http://127.0.0.1:${server.address().port}/orders`;
});

test.afterAll(() => { server.close(); });

const auth0 = new AuthenticationClient({ domain: new URL(env.issuer ?? "https://localhost/").host, clientId: "web", clientSecret: secret });

// tokens are what a person with a one-time code gets.
async function tokens(request, parameters) {
  const email = newAddress();
  await auth0.passwordless.sendEmail({ email, send: "code" });
  const { code } = await mailTo(request, email);
  return (await auth0.passwordless.loginWithEmail({ email, code, ...parameters })).data;
}

// ask calls the API with a token and answers with what it says.
async function ask(token) {
  const answer = await fetch(orders, { headers: { Authorization: `Bearer ${token}` } });
  return { status: answer.status, challenge: answer.headers.get("WWW-Authenticate"), body: await answer.json() };
}

test.describe("express-oauth2-jwt-bearer", about("express-oauth2-jwt-bearer"), () => {
  test("lets in a person's access token", async ({ request }) => {
    const { access_token } = await tokens(request, { audience: api, scope: "openid read:orders" });
    expect(await ask(access_token)).toMatchObject({ status: 200, body: { sub: expect.stringMatching(/^email\|/) } });
  });

  test("lets in a program's access token", async () => {
    const { data } = await auth0.oauth.clientCredentialsGrant({ audience: api });
    expect(await ask(data.access_token)).toMatchObject({ status: 200, body: { sub: "web@clients" } });
  });

  // ID-17: Auth0's own guard knows our bound tokens.
  test("lets in a bound token with its proof, and not without", async () => {
    const config = await client.discovery(new URL(env.issuer), "web", undefined, client.ClientSecretBasic(secret));
    client.allowInsecureRequests(config); // the API is on this machine
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const { access_token, token_type } = await client.clientCredentialsGrant(config, { audience: api }, { DPoP });
    expect(token_type).toBe("dpop");
    const answer = await client.fetchProtectedResource(config, access_token, new URL(orders), "GET", null, undefined, { DPoP });
    expect(await answer.json()).toEqual({ sub: "web@clients" });
    expect(await ask(access_token)).toMatchObject({ status: 401, body: { error: "invalid_token" } });
  });

  test("refuses an ID token", async ({ request }) => {
    const { id_token } = await tokens(request, { audience: api, scope: "openid read:orders" });
    const { status, challenge } = await ask(id_token);
    expect(status).toBe(401);
    expect(challenge).toContain("invalid_token");
  });

  test("refuses an access token without the scope", async ({ request }) => {
    const { access_token } = await tokens(request, { audience: api, scope: "openid" });
    const { status, challenge } = await ask(access_token);
    expect(status).toBe(403);
    expect(challenge).toContain("insufficient_scope");
  });

  test("refuses an access token for no API", async ({ request }) => {
    const { access_token } = await tokens(request, { scope: "openid" });
    expect((await ask(access_token)).status).toBe(401);
  });
});
