// @auth0/auth0-react, unmodified, in a small application (setup/react-app.jsx).

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { env, logIn } from "../setup/login.js";

test.describe("auth0-react", about("@auth0/auth0-react"), () => {
  test("Auth0Provider: login, getAccessTokenSilently, a reload, logout", async ({ page }) => {
    await page.addInitScript((domain) => { window.domain = domain; }, new URL(env.issuer).host);
    await page.goto(`${env.app}/react`);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.waitForURL(`${env.issuer}u/login**`);
    const address = await logIn(page);
    await expect(page.getByRole("heading", { name: address })).toBeVisible();
    expect(new URL(page.url()).search, "the code leaves the address").toBe("");
    await page.getByRole("button", { name: "Renew" }).click();
    await expect(page.locator("output")).toHaveText("86400");
    await page.reload();
    await expect(page.getByRole("heading", { name: address }), "the session is found again").toBeVisible();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL(`${env.app}/react`);
    await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("button", { name: "Log in" }), "nobody is found").toBeVisible();
  });
});
