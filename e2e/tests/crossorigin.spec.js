// The code typed on the application's own page: auth0.js asks /co/authenticate
// for a ticket and takes it to /authorize.

import { expect, test } from "@playwright/test";

import { otherSite } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { env, expectExplained, mailTo, newAddress } from "../setup/login.js";

const scope = "openid profile email";
const responseType = "token id_token";

function options(sdk) {
  return { domain: new URL(env.issuer).host, clientID: "spa", redirectUri: `${env.app}/callback/${sdk}`, responseType, scope };
}

// call runs one method of auth0.WebAuth and returns what its callback got.
function call(page, settings, method, ...args) {
  return page.evaluate(([settings, method, args]) => new Promise((resolve) => {
    new auth0.WebAuth(settings)[method](...args, (error, result) => resolve({ error, result }));
  }), [settings, method, args]);
}

// codeFor opens the application, has a code sent and returns it.
async function codeFor(page, settings, email, connection = "email") {
  await page.goto(settings.redirectUri.replace("/callback/", "/app/"));
  const start = await call(page, settings, "passwordlessStart", { connection, send: "code", email });
  expect(start.error).toBeNull();
  const { code } = await mailTo(page.request, email);
  return code;
}

function another(code) {
  return String((Number(code) + 1) % 1_000_000).padStart(6, "0");
}

for (const { sdk, version } of [{ sdk: "9", version: "9.32.0" }, { sdk: "10", version: "10.2.1" }]) {
  test.describe(`auth0-js ${version}`, about(`auth0-js-${sdk}`), () => {
    test("passwordlessLogin, parseHash, checkSession", async ({ page }) => {
      const settings = options(sdk);
      const email = newAddress();
      const verificationCode = await codeFor(page, settings, email);
      await Promise.all([
        page.waitForURL(`${env.app}/callback/${sdk}**`),
        page.evaluate(([settings, answer]) => { new auth0.WebAuth(settings).passwordlessLogin(answer, () => {}); },
          [settings, { connection: "email", email, verificationCode }]),
      ]);
      const { error, result } = await call(page, settings, "parseHash", {});
      expect(error, "parseHash accepts the answer").toBeNull();
      expect(result.idTokenPayload.email).toBe(email);
      await expectExplained(result, { audience: "", scope, responseType });
      const silent = await call(page, settings, "checkSession", {});
      expect(silent.error, "the login began a session").toBeNull();
      expect(silent.result.idTokenPayload.sub).toBe(result.idTokenPayload.sub);
    });

    test("a wrong code, then no tries left: the SDK's errors", async ({ page }) => {
      const settings = options(sdk);
      const email = newAddress();
      const code = await codeFor(page, settings, email);
      for (const description of Array(3).fill("Wrong email or verification code.")) {
        const { error } = await call(page, settings, "passwordlessLogin", { connection: "email", email, verificationCode: another(code) });
        expect(error).toMatchObject({ code: "access_denied", description });
      }
      const { error } = await call(page, settings, "passwordlessLogin", { connection: "email", email, verificationCode: code });
      expect(error).toMatchObject({ code: "too_many_attempts", description: "You've reached the maximum number of attempts. Please try to login again." });
    });

    test("an expired code: the SDK's error", async ({ page }) => {
      const settings = { ...options(sdk), clientID: "brief" };
      const email = newAddress();
      const verificationCode = await codeFor(page, settings, email, "brief");
      const check = () => page.request.post(`${env.issuer}passwordless/verify`, { data: { connection: "brief", email, verification_code: verificationCode } });
      await expect.poll(async () => (await check()).status(), { message: "looking at a code does not use it up, only time does" }).toBe(401);
      const { error } = await call(page, settings, "passwordlessLogin", { connection: "brief", email, verificationCode });
      expect(error).toMatchObject({ code: "access_denied", description: "The verification code has expired. Please try to login again." });
    });
  });
}

// The browser keeps no cookie of /co/authenticate, as one that blocks cookies
// from other sites. The application's page is asked for the verifier instead.
test("auth0-js 10.2.1: passwordlessLogin, crossOriginVerification", about("auth0-js-10"), async ({ page, context }) => {
  const settings = { ...options("10"), clientID: "proved" };
  const email = newAddress();
  const verificationCode = await codeFor(page, settings, email);
  await page.route("**/co/authenticate", async (route) => {
    const response = await route.fetch();
    const { "set-cookie": gone, ...headers } = response.headers();
    await context.clearCookies({ name: "__Host-authd_co" });
    await route.fulfill({ response, headers });
    expect(gone, "the server sent its cookie").toContain("__Host-authd_co=");
  });
  const asked = page.waitForRequest(`${env.app}/verify/10**`);
  await Promise.all([
    page.waitForURL(`${env.app}/callback/10**`),
    page.evaluate(([settings, answer]) => { new auth0.WebAuth(settings).passwordlessLogin(answer, () => {}); },
      [settings, { connection: "email", email, verificationCode }]),
  ]);
  await asked;
  const { error, result } = await call(page, settings, "parseHash", {});
  expect(error).toBeNull();
  expect(result.idTokenPayload.email).toBe(email);
  expect((await call(page, settings, "checkSession", {})).error, "a proved login begins a session").toBeNull();
});

// WM-07: Chromium keeps cookies from frames and calls of other sites here, as
// most browsers do. A login on such a page still earns its tokens; silent
// renewal cannot work there, and says login_required instead of timing out.
test("auth0-js 10.2.1 on another site, third-party cookies blocked", async ({ page, context }) => {
  const site = otherSite(env.app);
  const settings = { ...options("10"), clientID: "elsewhere", redirectUri: `${site}/callback/10` };
  const email = newAddress();
  const verificationCode = await codeFor(page, settings, email);
  await Promise.all([
    page.waitForURL(`${site}/callback/10**`),
    page.evaluate(([settings, answer]) => { new auth0.WebAuth(settings).passwordlessLogin(answer, () => {}); },
      [settings, { connection: "email", email, verificationCode }]),
  ]);
  const { error, result } = await call(page, settings, "parseHash", {});
  expect(error).toBeNull();
  expect(result.idTokenPayload.email).toBe(email);
  expect((await context.cookies(env.issuer)).map(({ name }) => name), "nothing proved the browser, so no session began").not.toContain("__Host-authd");
  expect((await call(page, settings, "checkSession", {})).error).toMatchObject({ code: "login_required" });
});
