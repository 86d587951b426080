// Logging in by text message: unmodified auth0.js, and the hosted pages.

import { expect, test } from "@playwright/test";

import { lifetimes } from "../setup/authd.js";
import { about } from "../setup/clients.js";
import { authorizeURL, claims, env } from "../setup/login.js";

const scope = "openid profile phone";

// newNumber is a phone no other test uses.
let used = 0;
function newNumber() {
  return `+1415555${String(1000 + process.pid % 800 * 10 + used++).padStart(4, "0")}`;
}

// textTo waits for the message to a number and returns its code.
async function textTo(request, number) {
  const url = `${env.app}/texts.json?to=${encodeURIComponent(number)}`;
  let texts = [];
  await expect.poll(async () => (texts = await (await request.get(url)).json()).length, { message: `messages to ${number}` }).toBeGreaterThan(0);
  return texts.at(-1).match(/\n\n@localhost #(\d{6})$/)[1];
}

function options(sdk) {
  return { domain: new URL(env.issuer).host, clientID: "texts", redirectUri: `${env.app}/callback/${sdk}`, responseType: "token id_token", scope };
}

function call(page, settings, method, ...args) {
  return page.evaluate(([settings, method, args]) => new Promise((resolve) => {
    new auth0.WebAuth(settings)[method](...args, (error, result) => resolve({ error, result }));
  }), [settings, method, args]);
}

for (const [sdk, version, login] of [["8", "8.8.0", "passwordlessVerify"], ["9", "9.32.0", "passwordlessLogin"], ["10", "10.2.1", "passwordlessLogin"]]) {
  test.describe(`auth0-js ${version}`, about(`auth0-js-${sdk}`), () => {
    test(`passwordlessStart and ${login} by text message, parseHash`, async ({ page }) => {
      const phoneNumber = newNumber();
      await page.goto(`${env.app}/app/${sdk}`);
      const start = await call(page, options(sdk), "passwordlessStart", { connection: "sms", send: "code", phoneNumber });
      expect(start.error).toBeNull();
      const verificationCode = await textTo(page.request, phoneNumber);
      await Promise.all([
        page.waitForURL(`${env.app}/callback/${sdk}**`),
        page.evaluate(([settings, login, answer]) => { new auth0.WebAuth(settings)[login](answer, () => {}); },
          [options(sdk), login, { connection: "sms", phoneNumber, verificationCode }]),
      ]);
      const { error, result } = await call(page, options(sdk), "parseHash", {});
      expect(error).toBeNull();
      expect(result.expiresIn).toBe(lifetimes.userinfo);
      expect(result.idTokenPayload).toMatchObject({ phone_number: phoneNumber, phone_number_verified: true, name: phoneNumber });
      expect(result.idTokenPayload.sub).toMatch(/^sms\|[0-9a-f]{24}$/);
    });

    test(`${login} refuses a wrong code of a text message`, async ({ page }) => {
      const phoneNumber = newNumber();
      await page.goto(`${env.app}/app/${sdk}`);
      await call(page, options(sdk), "passwordlessStart", { connection: "sms", send: "code", phoneNumber });
      const code = await textTo(page.request, phoneNumber);
      const wrong = `${(Number(code[0]) + 1) % 10}${code.slice(1)}`;
      const { error } = await call(page, options(sdk), login, { connection: "sms", phoneNumber, verificationCode: wrong });
      expect(error.description).toBe("Wrong phone number or verification code.");
    });
  });
}

for (const scheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`hosted pages by phone, ${scheme}, ${width} pixels`, async ({ browser }) => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, colorScheme: scheme, viewport: { width, height: 800 }, javaScriptEnabled: false });
      const page = await context.newPage();
      const shoot = (name) => page.screenshot({ path: `test-results/screens/${name}-${scheme}-${width}.png`, fullPage: true });
      await page.goto(authorizeURL({ client_id: "texts", scope }));
      await page.locator("#by-phone").click();
      await page.locator("#phone").fill("+1 900 555 0123");
      await page.locator("#continue").click();
      await expect(page.locator("#problem")).toContainText("not a mobile number");
      await shoot("phone-problem");
      const number = newNumber();
      await page.locator("#phone").fill(number.replace(/(\+1)(...)(...)/, "$1 ($2) $3-"));
      await shoot("phone");
      await page.locator("#continue").click();
      await expect(page.locator("h1")).toHaveText("Check your phone");
      await shoot("phone-code");
      expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing sticks out").toBeLessThanOrEqual(width);
      await page.locator("#code").fill(await textTo(page.request, number));
      await page.locator("#verify").click();
      await page.waitForURL(`${env.app}/**`);
      const fragment = new URLSearchParams(new URL(page.url()).hash.slice(1));
      expect(claims(fragment.get("id_token")).phone_number).toBe(number);
      await context.close();
    });
  }
}
