// The pages a person sees: usable without JavaScript, accessible, and silent
// about what a request carries.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { api } from "../setup/authd.js";
import { atDevice } from "../setup/device.js";
import { askForCode, authorizeURL, env, logIn, mailTo, newAddress } from "../setup/login.js";

const screens = "test-results/screens";

// SE-11: the login works without JavaScript.
test("login works without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(authorizeURL());
  await logIn(page);
  expect(page.url()).toMatch(/\/callback\/9#.*access_token=/);
  await context.close();
});

// SE-11: browsers and password managers know what to fill in.
test("fields say what belongs into them", async ({ page }) => {
  await page.goto(authorizeURL());
  await expect(page.locator("#email")).toHaveAttribute("autocomplete", "email");
  await expect(page.locator("#email")).toBeFocused();
  await askForCode(page, newAddress());
  await expect(page.locator("#code")).toHaveAttribute("autocomplete", "one-time-code");
  await expect(page.locator("#code")).toHaveAttribute("inputmode", "numeric");
});

const places = {
  login: (page) => page.goto(authorizeURL()),
  "login with a mistake": async (page) => {
    await page.goto(authorizeURL());
    await page.locator("#email").fill("nobody");
    await page.locator("#continue").click();
    await expect(page.getByRole("alert")).toBeVisible();
  },
  code: async (page) => {
    await page.goto(authorizeURL());
    await askForCode(page, newAddress());
  },
  "code with a mistake": async (page) => {
    await places.code(page);
    await page.locator("#code").fill("1");
    await page.locator("#verify").click();
    await expect(page.getByRole("alert")).toBeVisible();
  },
  link: async (page) => {
    const address = newAddress();
    await page.goto(authorizeURL());
    await askForCode(page, address);
    await page.goto((await mailTo(page.request, address)).link);
  },
  consent: async (page) => {
    const address = newAddress();
    await page.goto(authorizeURL({ client_id: "stranger", audience: api, scope: "openid profile email read:orders" }));
    await askForCode(page, address);
    await page.locator("#code").fill((await mailTo(page.request, address)).code);
    await page.locator("#verify").click();
    await expect(page.locator("#allow")).toBeVisible();
  },
  "user code": (page) => page.goto(`${env.issuer}activate`),
  "user code with a mistake": async (page) => {
    await page.goto(`${env.issuer}activate?user_code=BCDF-GHJK`);
    await page.locator("#continue").click();
    await expect(page.getByRole("alert")).toBeVisible();
  },
  device: async (page) => {
    await atDevice(page);
    await expect(page.locator("#allow")).toBeVisible();
  },
  "device connected": async (page) => {
    await places.device(page);
    await page.locator("#allow").click();
    await expect(page.locator("h1")).toContainText("connected");
  },
  "log out": async (page) => {
    await page.goto(authorizeURL());
    await logIn(page);
    await page.goto(`${env.issuer}oidc/logout?client_id=spa`);
    await expect(page.locator("#confirm")).toBeVisible();
  },
  "logged out": async (page) => {
    await page.goto(`${env.issuer}oidc/logout`);
    await expect(page.locator("h1")).toContainText("logged out");
  },
  error: (page) => page.goto(authorizeURL({ redirect_uri: "https://elsewhere.example/" })),
};

for (const colorScheme of ["light", "dark"]) {
  for (const [name, go] of Object.entries(places)) {
    // SE-11: axe finds nothing serious, and nothing runs over a narrow screen.
    test(`${name} is accessible in ${colorScheme} colours`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
      const page = await context.newPage();
      await go(page);
      await page.screenshot({ path: `${screens}/${name.replaceAll(" ", "-")}-${colorScheme}.png`, fullPage: true });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), "no sideways scrolling").toBeLessThanOrEqual(320);
      await context.close();
    });
  }
}

test("the error page names the parameter and a request id", async ({ page }) => {
  const answer = await page.goto(authorizeURL({ redirect_uri: "https://elsewhere.example/" }));
  expect(answer.status()).toBe(400);
  await expect(page.locator("main")).toContainText("redirect_uri");
  await expect(page.locator("main")).toContainText(answer.headers()["x-request-id"]);
  expect(page.url(), "nothing is sent to an address that is not registered").toContain(env.issuer);
});

test("after three wrong codes a new one has to be sent", async ({ page }) => {
  const address = newAddress();
  await page.goto(authorizeURL());
  await askForCode(page, address);
  const { code } = await mailTo(page.request, address);
  for (let tries = 0; tries < 3; tries++) {
    await page.locator("#code").fill(code === "000000" ? "000001" : "000000");
    await page.locator("#verify").click();
    await expect(page.getByRole("alert")).toBeVisible();
  }
  await page.locator("#resend").click();
  const fresh = await mailTo(page.request, address, 2);
  await page.locator("#code").fill(fresh.code);
  await page.locator("#verify").click();
  await page.waitForURL(`${env.app}/callback/9**`);
});
