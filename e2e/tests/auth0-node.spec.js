// auth0 6.4 for Node, unmodified: a backend that asks for a code, takes it from
// the person and earns tokens with it.

import { expect, test } from "@playwright/test";
import { AuthenticationClient } from "auth0";

import { api, lifetimes, secret } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { claims, env, mailTo, newAddress } from "../setup/login.js";

const auth0 = new AuthenticationClient({ domain: new URL(env.issuer ?? "https://localhost/").host, clientId: "web", clientSecret: secret });

test.describe("auth0 for Node", about("auth0"), () => {
  test("passwordless.sendEmail, passwordless.loginWithEmail", async ({ request }) => {
    const email = newAddress();
    await auth0.passwordless.sendEmail({ email, send: "code" });
    const { code } = await mailTo(request, email);
    const { data } = await auth0.passwordless.loginWithEmail({ email, code, audience: api, scope: "openid email offline_access read:orders" });
    expect(data).toMatchObject({ token_type: "Bearer", expires_in: lifetimes.apiBack });
    expect(claims(data.id_token)).toMatchObject({ iss: env.issuer, aud: "web", email });
    const renewed = await auth0.oauth.refreshTokenGrant({ refresh_token: data.refresh_token });
    expect(claims(renewed.data.access_token)).toMatchObject({ azp: "web", sub: claims(data.id_token).sub });
  });

  test("passwordless.loginWithEmail refuses a wrong code", async ({ request }) => {
    const email = newAddress();
    await auth0.passwordless.sendEmail({ email, send: "code" });
    const { code } = await mailTo(request, email);
    const wrong = code === "000000" ? "000001" : "000000";
    await expect(auth0.passwordless.loginWithEmail({ email, code: wrong })).rejects.toMatchObject({ error: "invalid_grant", statusCode: 403 });
  });

  test("oauth.clientCredentialsGrant", async () => {
    const { data } = await auth0.oauth.clientCredentialsGrant({ audience: api });
    expect(data.expires_in).toBe(lifetimes.apiBack);
    expect(claims(data.access_token)).toMatchObject({ sub: "web@clients", scope: "read:orders" });
  });
});
