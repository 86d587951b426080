// The playground of `authd dev`: what it shows of tokens and when they end, the
// server's time that is moved, and its form.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { api } from "../setup/authd.js";
import { dev, logIn, moveClock, open, span, useDev } from "../setup/playground.js";

useDev();

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
  await expect(page.locator("#access-token pre").last()).toContainText(`"${dev.issuer}userinfo"`);
  await expect(page.locator("#access-token")).toContainText("3600 seconds");
  await page.screenshot({ path: "test-results/screens/playground-api.png", fullPage: true });
});

test("each setting leads to its lines, which the file has", async ({ page, context }) => {
  await logIn(page, { audience: api });
  const file = (await readFile(join(dev.folder, "dev.yaml"), "utf8")).split("\n");
  const links = page.locator("a.setting");
  expect(await links.count()).toBeGreaterThan(5);
  for (const link of await links.all()) {
    const place = await link.textContent();
    const [, path, line] = place.match(/^(.*) \(.*dev\.yaml:(\d+)\)$/);
    const target = page.locator(`[id="${decodeURIComponent((await link.getAttribute("href")).slice(1))}"]`);
    await expect(target, place).toContainText(`line ${line}`);
    const last = (await target.locator("pre").textContent()).split("\n").at(-1).trim();
    expect(last.split(":")[0]).toBe(path.split(".").at(-1));
    expect(file[line - 1], place).toContain(last.split(":")[0]);
  }
  await expect(page.locator("#lines pre", { hasText: "token_lifetime_for_web" }))
    .toHaveText(`apis:\n  - identifier: "${api}"\n    token_lifetime_for_web: 3600`);
  const [explanation] = await Promise.all([context.waitForEvent("page"), page.locator("#explain").click()]);
  await expect(explanation.locator("pre", { hasText: "token_lifetime_for_web: 3600" }), "the page about it says the same").toBeVisible();
  await links.first().click();
  await expect(page.locator("#lines :target")).toBeInViewport();
});

test("the server's time is stopped, moved and given back", async ({ page }) => {
  await open(page);
  await moveClock(page, "Freeze");
  await expect(page.locator("#clock-offset")).toContainText("stands still");
  await logIn(page, { audience: api });
  const ends = await span(page, "access-token");
  await expect(page.locator("#access-countdown")).toContainText("1 h left");
  await page.locator("#clock-by").fill("59m");
  await page.locator("#clock-move").click();
  await expect(page.locator("#access-countdown")).toContainText("1 min left");
  await expect(page.locator("#userinfo-calls > li")).toHaveCount(1);
  await moveClock(page, "+1 min");
  await expect(page.locator("#ends-access-token")).toContainText("expired");
  await expect(page.locator("#timeline [data-row=access-token]")).toHaveClass("over");
  await expect(page.locator("#timeline [data-row=id-token]")).toHaveClass("alive");
  await expect(page.locator("#userinfo-calls > li").first()).toHaveAttribute("data-status", "401");
  await page.locator("#renew").click();
  await expect(page.locator("#renewal-news")).toContainText("renewed silently");
  expect((await span(page, "access-token")).to - ends.to, "what is issued now ends as much later").toBe(3600_000);
  await page.locator("#clock-by").fill("soon");
  await page.locator("#clock-move").click();
  await expect(page.locator("#clock-problem")).toContainText("by must be seconds");
  await moveClock(page, "Reset");
  await expect(page.locator("#clock-offset")).toHaveText("as on this machine");
});

test("says why a client cannot be tried here, with the YAML", async ({ page }) => {
  await open(page);
  await page.locator("#client_id").selectOption("phone");
  await expect(page.locator("#client_id"), "the keyboard stays where it was").toBeFocused();
  await expect(page.locator("#login")).toBeDisabled();
  await expect(page.locator(".obstacle pre").first()).toHaveText(`clients:\n  - client_id: phone\n    callbacks: ["com.example.phone://localhost/callback", "${dev.origin}/callback"]`);
  await expect(page.locator(".obstacle").last()).toContainText("implicit");
  await page.locator("#client_id").selectOption("spa");
  await expect(page.locator(".obstacle")).toHaveCount(0);
  await expect(page.locator("#login")).toBeEnabled();
});

test("a link holds the question and no secret", async ({ page, context }) => {
  const question = { client_id: "partner", flow: "code", audience: api, scope: "openid offline_access", response_mode: "fragment", expires_in: "60", prompt: "login", max_age: "9", login_hint: "ann@example.test", ui_locales: "de", connection: "email" };
  await open(page, question);
  const link = await page.locator("#share").getAttribute("data-link");
  expect(Object.fromEntries(new URL(link).searchParams)).toEqual(question);
  const colleague = await context.newPage();
  await colleague.goto(link);
  for (const [name, value] of Object.entries(question)) await expect(colleague.locator(`#${name}`)).toHaveValue(value);
  await open(page, { flow: "refresh", refresh_token: "from the link" });
  await expect(page.locator("#refresh_token"), "nothing secret is read from a link").toHaveValue("");
  await page.locator("#refresh_token").fill("secret");
  expect(await page.locator("#share").getAttribute("data-link")).not.toContain("secret");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`is accessible and fits ${width} px in ${colorScheme} colours`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, ignoreHTTPSErrors: true });
      const page = await context.newPage();
      const screen = (name) => page.screenshot({ path: `test-results/screens/playground-${name}-${colorScheme}-${width}.png`, fullPage: true });
      await open(page, { client_id: "phone", flow: "code" });
      await expectAccessible(page, width);
      await screen("obstacle");
      await logIn(page, { flow: "code", audience: api, scope: "openid email offline_access" });
      await expect(page.locator("#userinfo-calls > li")).toHaveCount(1);
      await page.locator("#unfold").click();
      await expectAccessible(page, width);
      await screen("answer");
      await context.close();
    });
  }
}

async function expectAccessible(page, width) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), "no sideways scrolling").toBeLessThanOrEqual(width);
}

test("the doctor names what is missing, with the YAML", async ({ page, context }) => {
  await page.goto(`${dev.origin}/`);
  const [doctor] = await Promise.all([context.waitForEvent("page"), page.locator("#doctor").click()]);
  await expect(doctor.locator('[data-verdict="good"]').first()).toBeVisible();
  await expect(doctor.locator('[data-verdict="wrong"]')).toHaveCount(0);
  await doctor.getByLabel("Origin").fill("https://app.example.com");
  await doctor.getByRole("button", { name: "Look" }).click();
  const finding = doctor.locator("section", { hasText: "Web origin" });
  await expect(finding.locator("code")).toHaveText(`clients:\n  - client_id: spa\n    web_origins: ["${dev.origin}", "https://app.example.com"]`);
  await doctor.waitForLoadState(); // the words are there before the stylesheet is
  await doctor.setViewportSize({ width: 320, height: 640 });
  expect(await doctor.evaluate(() => document.documentElement.scrollWidth), "it fits 320 px").toBeLessThanOrEqual(320);
  const { violations } = await new AxeBuilder({ page: doctor }).analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
});
