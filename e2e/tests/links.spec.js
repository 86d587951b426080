// Links in mails: good in the browser that asked, a code elsewhere, and nothing
// at all for a scanner that opens them first.

import { expect, test } from "@playwright/test";

import { askForCode, authorizeURL, env, mailTo, newAddress } from "../setup/login.js";

// begin leaves page waiting for a code and returns what was mailed.
async function begin(page) {
  const address = newAddress();
  await page.goto(authorizeURL());
  await askForCode(page, address);
  return mailTo(page.request, address);
}

// PL-11: the link logs in where the login began, by a button.
test("in the same browser the button logs in", async ({ page, context }) => {
  const { link } = await begin(page);
  const tab = await context.newPage();
  await tab.goto(link);
  await expect(tab.locator("#verify")).toBeVisible();
  await tab.locator("#verify").click();
  await tab.waitForURL(`${env.app}/callback/9**`);
  expect(tab.url()).toContain("access_token=");
});

// PL-12: somewhere else the link shows the code and logs nobody in, neither there
// nor in the browser that waits.
test("another browser gets the code and no login", async ({ page, browser }) => {
  const { link, code } = await begin(page);
  const elsewhere = await browser.newContext();
  const stranger = await elsewhere.newPage();
  await stranger.goto(link);
  await expect(stranger.locator("#code")).toHaveText(code);
  await expect(stranger.locator("form, button")).toHaveCount(0);

  const forced = await elsewhere.request.post(link, { headers: { Origin: new URL(env.issuer).origin }, maxRedirects: 0 });
  expect(forced.status(), "a post by hand is refused as well").toBeGreaterThanOrEqual(400);
  await expectLoggedOut(stranger);

  await page.reload();
  await expect(page.locator("#code"), "the waiting browser still waits").toBeVisible();
  await page.locator("#code").fill(code);
  await page.locator("#verify").click();
  await page.waitForURL(`${env.app}/callback/9**`);
  await elsewhere.close();
});

async function expectLoggedOut(page) {
  await page.goto(authorizeURL({ prompt: "none" }));
  await page.waitForURL(`${env.app}/callback/9**`);
  expect(page.url()).toContain("error=login_required");
}

// PL-11: mail scanners open links before people do, with every harmless method.
test("a scanner cannot use up the link", async ({ page, playwright }) => {
  const { link } = await begin(page);
  const scanner = await playwright.request.newContext({ ignoreHTTPSErrors: true, userAgent: "MailScanner/1.0" });
  for (let i = 0; i < 10; i++) {
    expect((await scanner.get(link)).status()).toBe(200);
    expect((await scanner.head(link)).status()).toBe(200);
    await scanner.fetch(link, { method: "OPTIONS" });
  }
  await scanner.dispose();

  await page.goto(link);
  await page.locator("#verify").click();
  await page.waitForURL(`${env.app}/callback/9**`);
  expect(page.url()).toContain("access_token=");

  const again = await page.goto(link);
  expect(again.status(), "the link is spent").toBeGreaterThanOrEqual(400);
  await expect(page.locator("#verify")).toHaveCount(0);
});

// PL-11: the link stays whole in a browser without JavaScript.
test("the button works without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const { link } = await begin(page);
  await page.goto(link);
  await page.locator("#verify").click();
  await page.waitForURL(`${env.app}/callback/9**`);
  await context.close();
});
