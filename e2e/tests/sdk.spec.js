// Unmodified auth0.js against authd: the hosted login, a code through the SDK,
// and silent renewal. Whatever arrives lives as long as `authd explain` says.

import { expect, test } from "@playwright/test";

import { api, lifetimes } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, expectAnswer, expectExplained, listen, logIn, mailTo, newAddress } from "../setup/login.js";

const scope = "openid profile email";
const responseType = "token id_token";

const sdks = [
  { sdk: "8", version: "8.8.0" },
  { sdk: "9", version: "9.32.0" },
  { sdk: "10", version: "10.2.1" },
];

const audiences = [
  { name: "without an API", audience: "", expiresIn: lifetimes.userinfo },
  { name: "for an API", audience: api, expiresIn: lifetimes.api },
];

// options are what an application configures; audience is left out where there
// is none, as an application would.
function options(sdk, audience) {
  return {
    domain: new URL(env.issuer).host, clientID: "spa", redirectUri: `${env.app}/callback/${sdk}`,
    responseType, scope, ...(audience ? { audience } : {}),
  };
}

// call runs one method of auth0.WebAuth in the page and returns what its
// callback got.
function call(page, settings, method, ...args) {
  return page.evaluate(([settings, method, args]) => new Promise((resolve) => {
    const webAuth = new auth0.WebAuth(settings);
    webAuth[method](...args, (error, result) => resolve({ error, result }));
  }), [settings, method, args]);
}

// authorize opens the hosted login; it never calls back.
async function authorize(page, settings) {
  await page.goto(`${env.app}/app/${settings.redirectUri.split("/").pop()}`);
  await page.evaluate((settings) => { new auth0.WebAuth(settings).authorize({}); }, settings);
  await expect(page.locator("#email")).toBeVisible();
}

async function parsed(page, settings) {
  const { error, result } = await call(page, settings, "parseHash", {});
  expect(error, "parseHash accepts the answer").toBeNull();
  return result;
}

for (const { sdk, version } of sdks) {
  test.describe(`auth0-js ${version}`, about(`auth0-js-${sdk}`), () => {
    for (const { name, audience, expiresIn } of audiences) {
      test(`authorize, hosted login, parseHash ${name}`, async ({ page }) => {
        const settings = options(sdk, audience);
        await authorize(page, settings);
        const address = await logIn(page);
        const tokens = await parsed(page, settings);
        expect(tokens.expiresIn).toBe(expiresIn);
        expect(tokens.idTokenPayload.email).toBe(address);
        await expectExplained(tokens, { audience, scope, responseType });
      });

      test(`contract 09: passwordlessStart, passwordlessVerify, parseHash ${name}`, async ({ page }) => {
        const settings = options(sdk, audience);
        const email = newAddress();
        await page.goto(`${env.app}/app/${sdk}`);
        const start = await call(page, settings, "passwordlessStart", { connection: "email", send: "code", email });
        expect(start.error).toBeNull();
        const { code } = await mailTo(page.request, email);
        await Promise.all([
          page.waitForURL(`${env.app}/callback/${sdk}**`),
          page.evaluate(([settings, answer]) => { new auth0.WebAuth(settings).passwordlessVerify(answer, () => {}); },
            [settings, { connection: "email", email, verificationCode: code }]),
        ]);
        const tokens = await parsed(page, settings);
        expect(tokens.idTokenPayload.email).toBe(email);
        await expectExplained(tokens, { audience, scope, responseType });
      });
    }

    test("a mailed link asked for by passwordlessStart, parseHash", async ({ page }) => {
      const settings = options(sdk, api);
      const email = newAddress();
      await page.goto(`${env.app}/app/${sdk}`);
      // 8.8.0 sends only the audience it is handed here, not the configured one.
      const start = await call(page, settings, "passwordlessStart", { connection: "email", send: "link", email, authParams: { audience: api } });
      expect(start.error).toBeNull();
      await page.goto((await mailTo(page.request, email)).link);
      await page.locator("#verify").click();
      await page.waitForURL(`${env.app}/callback/${sdk}**`);
      const tokens = await parsed(page, settings);
      expect(tokens.idTokenPayload.email).toBe(email);
      await expectExplained(tokens, { audience: api, scope, responseType });
    });

    test("a wrong code is refused before the browser leaves the page", async ({ page }) => {
      const settings = options(sdk, "");
      const email = newAddress();
      await page.goto(`${env.app}/app/${sdk}`);
      await call(page, settings, "passwordlessStart", { connection: "email", send: "code", email });
      const { code } = await mailTo(page.request, email);
      const wrong = code === "000000" ? "000001" : "000000";
      const { error } = await call(page, settings, "passwordlessVerify", { connection: "email", email, verificationCode: wrong });
      expect(error.code).toBe("invalid_user_password");
      expect(error.description).toBe("Wrong email or verification code.");
      expect(page.url()).toBe(`${env.app}/app/${sdk}`);
    });
  });
}

// WM-02: what the SDKs get by web_message is looked at beside what they make of
// it. Silence, where the page is none of the client's, is a timeout to them.
for (const { sdk, version } of sdks.filter(({ sdk }) => sdk !== "8")) {
  test.describe(`auth0-js ${version} checkSession`, about(`auth0-js-${sdk} checkSession`), () => {
    for (const { name, audience } of audiences) {
      test(`gives tokens to a browser with a session, ${name}`, async ({ page }) => {
        const settings = options(sdk, audience);
        await authorize(page, settings);
        await logIn(page);
        await listen(page);
        await page.goto(`${env.app}/app/${sdk}`);
        const { error, result } = await call(page, settings, "checkSession", {});
        expect(error).toBeNull();
        await expectExplained(result, { audience, scope, responseType });
        const answer = await expectAnswer(page, ["access_token", "expires_in", "id_token", "iss", "scope", "session_state", "state", "token_type"]);
        expect(answer.expires_in, "a number, as the SDK hands it on").toBe(result.expiresIn);
      });
    }

    test("contract 11: says login_required without a session", async ({ page }) => {
      await listen(page);
      await page.goto(`${env.app}/app/${sdk}`);
      const { error } = await call(page, options(sdk, ""), "checkSession", {});
      expect(error.error).toBe("login_required");
      const answer = await expectAnswer(page, ["error", "error_description", "iss", "state"]);
      expect(answer.error).toBe("login_required");
    });
  });
}

for (const { sdk, version } of sdks.filter(({ sdk }) => sdk !== "8")) {
  test(`auth0-js ${version} hears nothing on a page of another origin`, async ({ page }) => {
    const settings = options(sdk, "");
    await authorize(page, settings);
    await logIn(page);
    await listen(page);
    await page.goto(`${env.foreign}/app/${sdk}`);
    const theirs = { ...settings, redirectUri: `${env.foreign}/callback/${sdk}` };
    const { error } = await call(page, theirs, "checkSession", { timeout: 3000 });
    expect(error.error).toBe("timeout");
    expect(await page.evaluate(() => window.received)).toEqual([]);
  });
}

for (const { sdk, version } of sdks) {
  test.describe(`auth0-js ${version} renewAuth`, about(`auth0-js-${sdk} renewAuth`), () => {
    test("gives tokens to a browser with a session", async ({ page }) => {
      const settings = options(sdk, api);
      await authorize(page, settings);
      await logIn(page);
      await page.goto(`${env.app}/app/${sdk}`);
      const { error, result } = await call(page, settings, "renewAuth", { usePostMessage: false });
      expect(error).toBeNull();
      await expectExplained(result, { audience: api, scope, responseType });
    });

    test("contract 11: says login_required without a session", async ({ page }) => {
      const settings = options(sdk, api);
      await page.goto(`${env.app}/app/${sdk}`);
      const { error } = await call(page, settings, "renewAuth", { usePostMessage: false });
      expect(error.error).toBe("login_required");
    });
  });

  test.describe(`auth0-js ${version} client`, about(`auth0-js-${sdk} client.userInfo`), () => {
    for (const { name, audience } of audiences) {
      test(`contract 10: tells who logged in, by a token ${name}`, async ({ page }) => {
        const settings = options(sdk, audience);
        await authorize(page, settings);
        const email = await logIn(page);
        const { accessToken, idTokenPayload } = await parsed(page, settings);
        const { error, person } = await page.evaluate(([settings, token]) => new Promise((resolve) => {
          new auth0.WebAuth(settings).client.userInfo(token, (error, person) => resolve({ error, person }));
        }), [settings, accessToken]);
        expect(error).toBeNull();
        expect(person).toMatchObject({ email, sub: idTokenPayload.sub });
      });
    }
  });
}

// A page cannot know the secret that HS256 is checked with.
for (const { sdk, version } of sdks.filter(({ sdk }) => sdk !== "8")) {
  test(`auth0-js ${version}: parseHash refuses an ID token by HS256`, about(`auth0-js-${sdk}`), async ({ page }) => {
    const settings = { ...options(sdk, ""), clientID: "symmetric", responseType: "id_token" };
    await authorize(page, settings);
    await logIn(page);
    const { error, result } = await call(page, settings, "parseHash", {});
    expect(result).toBeUndefined();
    expect(error.error).toBe("invalid_token");
    expect(error.description ?? error.errorDescription, "as 9 and 10 call it").toContain("HS256");
  });
}
