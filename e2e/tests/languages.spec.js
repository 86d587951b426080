// Pages and mails in every language, with an application's brand on them.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { askForCode, authorizeURL, env, mailTo, newAddress } from "../setup/login.js";

const screens = "test-results/screens";

const headings = {
  en: ["Sign in", "Check your mail"],
  de: ["Anmelden", "Sehen Sie in Ihre E-Mails"],
  es: ["Iniciar sesión", "Revisa tu correo"],
  fr: ["Se connecter", "Consultez vos e-mails"],
  ja: ["サインイン", "メールをご確認ください"],
  pt: ["Entrar", "Confira seu e-mail"],
};

async function lookAt(page, name) {
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact))).toEqual([]);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, "no sideways scrolling").toBeLessThanOrEqual(0);
}

for (const [language, [login, code]] of Object.entries(headings)) {
  for (const width of [320, 1280]) {
    for (const colorScheme of language === "en" ? ["light", "dark"] : ["light"]) {
      // PL-26, SE-11, SE-12: every language, with a brand, fits, and can be read.
      test(`login and code in ${language}, ${width} px, ${colorScheme}`, async ({ browser }) => {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 720 } });
        const page = await context.newPage();
        await page.goto(authorizeURL({ client_id: "branded", ui_locales: `nl ${language}` }));
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expect(page.locator("h1")).toHaveText(login);
        await lookAt(page, `login-${language}-${width}-${colorScheme}`);
        await askForCode(page, newAddress());
        await expect(page.locator("h1")).toHaveText(code);
        await lookAt(page, `code-${language}-${width}-${colorScheme}`);
        await context.close();
      });
    }
  }
}

test("a login in German from its first page to the page behind the mail's link", async ({ browser }) => {
  const context = await browser.newContext({ locale: "de-AT" });
  const page = await context.newPage();
  const address = newAddress();
  const answer = await page.goto(authorizeURL());
  expect(answer.headers()["content-language"]).toBe("de");
  expect(answer.headers().vary).toContain("Accept-Language");
  await askForCode(page, address);
  await page.goto((await mailTo(page.request, address)).link);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.locator("#verify").click();
  await page.waitForURL(`${env.app}/callback/9**`);
  await context.close();
});

// CA-13: an SVG runs nothing where it is a logo.
test("a logo is a picture and nothing else", async ({ page }) => {
  const ran = [];
  page.on("dialog", (dialog) => { ran.push(dialog.message()); return dialog.dismiss(); });
  page.on("console", (message) => ran.push(message.text()));
  await page.goto(authorizeURL({ client_id: "branded" }));
  await expect(page.locator(".logo")).toBeVisible();
  expect(await page.locator(".logo").evaluate((logo) => logo.complete && logo.naturalWidth > 0), "it is shown").toBe(true);
  await expect(page).toHaveTitle(/^Sign in/);
  expect(ran).toEqual([]);
});
