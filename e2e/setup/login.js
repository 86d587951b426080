// What many tests do: logging in as a person does, and asking the server's
// command line what a request earns.

import { expect } from "@playwright/test";

import { run } from "./authd.js";

export const env = JSON.parse(process.env.AUTHD_E2E ?? "{}");

// newAddress is a mailbox no other test uses.
export function newAddress() {
  return `person-${crypto.randomUUID()}@example.test`;
}

// authorizeURL is an implicit request of the test application.
export function authorizeURL(parameters = {}) {
  const url = new URL("authorize", env.issuer);
  const all = {
    client_id: "spa", response_type: "token id_token", redirect_uri: `${env.app}/callback/9`,
    scope: "openid profile email", state: crypto.randomUUID(), nonce: crypto.randomUUID(), ...parameters,
  };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url.href;
}

// mailTo waits for the nth mail to an address and returns its code and link.
export async function mailTo(request, address, nth = 1) {
  const url = `${env.mails}?to=${encodeURIComponent(address)}`;
  let mails = [];
  await expect.poll(async () => (mails = await (await request.get(url)).json()).length, { message: `mails to ${address}` }).toBeGreaterThanOrEqual(nth);
  const { text } = mails[nth - 1];
  const link = text.match(/https:\/\/\S+\/passwordless\/link\?token=[\w.~-]+/)?.[0];
  const code = text.replaceAll(/https:\/\/\S+/g, "").match(/(?<!\d)\d{6}(?!\d)/)?.[0];
  return { code, link };
}

// askForCode types an address into the login page the browser is at.
export async function askForCode(page, address) {
  await page.locator("#email").fill(address);
  await page.locator("#continue").click();
  await expect(page.locator("#code")).toBeVisible();
}

// passLogin goes through the hosted pages, to wherever they lead.
export async function passLogin(page, address = newAddress()) {
  await askForCode(page, address);
  const { code } = await mailTo(page.request, address);
  await page.locator("#code").fill(code);
  await page.locator("#verify").click();
  return address;
}

// logIn is passLogin to a page of the test application.
export async function logIn(page, address = newAddress()) {
  await passLogin(page, address);
  await page.waitForURL(`${env.app}/**`);
  return address;
}

// explain is what `authd explain --json` says about a request.
export async function explain({ audience = "", scope, responseType, config = env.config }) {
  const args = ["explain", "--config", config, "--client", "spa", "--scope", scope, "--response-type", responseType, "--json"];
  return JSON.parse(await run(audience ? [...args, "--audience", audience] : args));
}

// claims are the payload of a JWT.
export function claims(jwt) {
  return JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString());
}

// expectExplained holds tokens against what the command line says of the same
// request, and against each other: expires_in is exp - iat, whatever decided it.
export async function expectExplained(tokens, request) {
  const plan = await explain(request);
  expect(tokens.expiresIn, "expires_in is what explain says").toBe(plan.expires_in);
  if (request.audience) {
    const { exp, iat, aud } = claims(tokens.accessToken);
    expect(exp - iat, "exp - iat of the access token is expires_in").toBe(tokens.expiresIn);
    expect([aud].flat(), "aud is what explain says").toEqual(plan.access_token.audience.value);
  } else {
    expect(tokens.accessToken.split("."), "an opaque token is a compact JWE").toHaveLength(5);
  }
  const { exp, iat } = claims(tokens.idToken);
  expect(exp - iat, "the ID token's lifetime is what explain says").toBe(plan.id_token.lifetime.value);
}

// listen makes every page opened from now on note the messages it is posted, as
// its SDK gets them.
export async function listen(page) {
  await page.addInitScript(() => {
    window.received = [];
    addEventListener("message", ({ origin, data, source }) => {
      window.received.push({ origin, data, framed: source !== window && source?.parent === window });
    });
  });
}

// expectAnswer expects that the page was posted one answer, by a frame of its
// own, in the shape SDKs know, with these members and no others. It returns them.
export async function expectAnswer(page, members) {
  const received = await page.evaluate(() => window.received);
  expect(received).toHaveLength(1);
  const [{ origin, framed, data }] = received;
  expect({ origin, framed }).toEqual({ origin: new URL(env.issuer).origin, framed: true });
  expect(Object.keys(data).sort()).toEqual(["response", "type"]);
  expect(data.type).toBe("authorization_response");
  expect(Object.keys(data.response).sort()).toEqual([...members].sort());
  expect(data.response.iss).toBe(env.issuer);
  expect(data.response.state).toBeTruthy();
  return data.response;
}
