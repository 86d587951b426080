// `authd dev` and its playground: a login, the tokens counting down, the
// explanation, a renewal, and /userinfo turning from 200 to 401 at expiry.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { api, startServer } from "../setup/authd.js";
import { newAddress } from "../setup/login.js";
import { freePort } from "../setup/ports.js";

// One server for all of this file's tests.
test.describe.configure({ mode: "default" });

let folder, server, issuer, origin;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "authd-dev-"));
  const [port, playgroundPort] = [await freePort(), await freePort()];
  issuer = `https://localhost:${port}/`;
  origin = `https://localhost:${playgroundPort}`;
  server = await startServer(["dev", "--data", folder, "--port", String(port), "--playground-port", String(playgroundPort)], issuer);
});

test.afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

// incidents fails a test whose page breaks its own content security policy or
// throws.
test.beforeEach(async ({ page }) => {
  page.incidents = [];
  page.on("pageerror", (error) => page.incidents.push(error.message));
  page.on("console", (message) => {
    if (/content security policy|trusted/i.test(message.text())) page.incidents.push(message.text());
  });
});

test.afterEach(async ({ page }) => { expect(page.incidents).toEqual([]); });

async function codeFor(request, address) {
  let mail;
  await expect.poll(async () => {
    const answer = await request.get(`${issuer}dev/inbox.json?to=${encodeURIComponent(address)}`);
    return (mail = (await answer.json())[0])?.code;
  }).toMatch(/^\d{6}$/);
  return mail.code;
}

// logIn fills in the playground's form and goes through the login.
async function logIn(page, { audience = "", expiresIn = "" } = {}) {
  const address = newAddress();
  await page.goto(`${origin}/`);
  await page.locator("#audience").selectOption(audience);
  await page.locator("#expires_in").fill(expiresIn);
  await page.locator("#login").click();
  await page.locator("#email").fill(address);
  await page.locator("#continue").click();
  await page.locator("#code").fill(await codeFor(page.request, address));
  await page.locator("#verify").click();
  await expect(page.locator("#answer")).toBeVisible();
  return address;
}

test("shows expires_in, a countdown and the setting behind it", async ({ page }) => {
  const address = await logIn(page);
  expect(new URL(page.url()).hash, "the tokens leave the address").toBe("");
  await expect(page.locator("#answer-expires_in")).toHaveText("7200");
  await expect(page.locator("#access-countdown")).toContainText("of 2 h");
  await expect(page.locator("#id-countdown")).toContainText("of 10 h");
  await expect(page.locator("#opaque")).toBeVisible();
  await expect(page.locator("#checks .bad")).toHaveCount(0);
  await expect(page.locator("#checks .good")).toHaveCount(3);
  await expect(page.locator("#id-token")).toContainText("Signature checked with key");
  await expect(page.locator("#why-access_token [data-choice=lifetime]")).toContainText(/userinfo\.token_lifetime_for_web \(.*dev\.yaml:\d+\)/);
  await expect(page.locator("#why-id_token [data-choice=lifetime]")).toContainText("clients[spa].jwt_configuration.lifetime_in_seconds");
  await expect(page.locator("#userinfo-calls > li").first()).toContainText(address);
  await page.screenshot({ path: "test-results/screens/playground.png", fullPage: true });
});

test("counts down by the second", async ({ page }) => {
  await logIn(page);
  const left = page.locator("#access-countdown strong");
  const before = await left.textContent();
  await expect(left).not.toHaveText(before);
});

test("shows a JWT for an API with both audiences", async ({ page }) => {
  await logIn(page, { audience: api });
  await expect(page.locator("#answer-expires_in")).toHaveText("3600");
  await expect(page.locator("#access-token pre").last()).toContainText(`"${api}"`);
  await expect(page.locator("#access-token pre").last()).toContainText(`"${issuer}userinfo"`);
  await expect(page.locator("#access-token")).toContainText("3600 seconds");
  await page.screenshot({ path: "test-results/screens/playground-api.png", fullPage: true });
});

test("renews silently, and says login_required once the session is gone", async ({ page, context }) => {
  await logIn(page);
  const token = await page.locator("#access-token .copyable code").textContent();
  await page.locator("#renew").click();
  await expect(page.locator("#renewal-news")).toContainText("renewed silently");
  await expect(page.locator("#access-token .copyable code")).not.toHaveText(token);
  await expect(page.locator("#checks .good")).toHaveCount(3);

  await context.clearCookies();
  await page.locator("#renew").click();
  await expect(page.locator("#renewal-news")).toContainText("login_required");
});

test("sees /userinfo turn from 200 to 401 when a requested lifetime ends", async ({ page }) => {
  await logIn(page, { expiresIn: "5" });
  await expect(page.locator("#answer-expires_in")).toHaveText("5");
  await expect(page.locator("#why-access_token [data-choice=lifetime]")).toContainText("expires_in of the request");
  const calls = page.locator("#userinfo-calls > li");
  await expect(calls).toHaveCount(1);
  await expect(calls.first()).toHaveAttribute("data-status", "200");
  await expect(calls, "it asks again by itself").toHaveCount(2);
  await expect(calls.first()).toHaveAttribute("data-status", "401");
  await expect(calls.first()).toContainText("at expiry");
  await expect(page.locator("#access-countdown")).toContainText("Expired");
  await expect(page.locator("#id-countdown"), "the ID token has its own end").toContainText("left");
});

// The mail opens its link in a tab that never asked for anything.
test("takes the answer in the tab a mailed link opens", async ({ page, context }) => {
  const address = newAddress();
  await page.goto(`${origin}/`);
  await page.locator("#login").click();
  await page.locator("#email").fill(address);
  await page.locator("#continue").click();
  const [inbox] = await Promise.all([context.waitForEvent("page"), page.locator("#inbox").click()]);
  await inbox.locator("article", { hasText: address }).getByRole("heading").getByRole("link").click();
  const [tab] = await Promise.all([context.waitForEvent("page"), inbox.frameLocator("iframe").getByRole("link", { name: "Sign in" }).click()]);
  await tab.locator("#verify").click();
  await expect(tab.locator("#answer-expires_in")).toHaveText("7200");
  await expect(tab.locator("#checks .good")).toHaveCount(3);
});

test("answers prompt=none without a session with what to do", async ({ page }) => {
  await page.goto(`${origin}/`);
  await page.locator("#prompt").selectOption("none");
  await page.locator("#login").click();
  await expect(page.getByRole("alert")).toContainText("Nobody is logged in");
});

test("does not use an answer it never asked for", async ({ page }) => {
  await page.goto(`${origin}/callback#access_token=stolen&expires_in=7200&state=${"x".repeat(43)}`);
  await expect(page.getByRole("alert")).toContainText("state");
  await expect(page.locator("#access-token")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`is accessible in ${colorScheme} colours`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    await expect(page.locator("#login")).toBeVisible();
    await expectAccessible(page);
    await logIn(page, { audience: api });
    await expect(page.locator("#userinfo-calls > li")).toHaveCount(1);
    await expect(page.locator("#why-access_token")).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: `test-results/screens/playground-narrow-${colorScheme}.png`, fullPage: true });
    await context.close();
  });
}

async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), "no sideways scrolling").toBeLessThanOrEqual(320);
}

test("the doctor names what is missing, with the YAML", async ({ page, context }) => {
  await page.goto(`${origin}/`);
  const [doctor] = await Promise.all([context.waitForEvent("page"), page.locator("#doctor").click()]);
  await expect(doctor.locator('[data-verdict="good"]').first()).toBeVisible();
  await expect(doctor.locator('[data-verdict="wrong"]')).toHaveCount(0);
  await doctor.getByLabel("Origin").fill("https://app.example.com");
  await doctor.getByRole("button", { name: "Look" }).click();
  const finding = doctor.locator("section", { hasText: "Web origin" });
  await expect(finding.locator("code")).toHaveText(`clients:\n  - client_id: spa\n    web_origins: ["${origin}", "https://app.example.com"]`);
  await doctor.setViewportSize({ width: 320, height: 640 });
  expect(await doctor.evaluate(() => document.documentElement.scrollWidth), "it fits 320 px").toBeLessThanOrEqual(320);
  const { violations } = await new AxeBuilder({ page: doctor }).analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
});
