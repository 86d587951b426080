// `authd dev` with its playground, and what tests do there.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { startServer } from "./authd.js";
import { claims, newAddress } from "./login.js";
import { freePort } from "./ports.js";

// dev is the one server of a file's tests: its data folder, the issuer and the
// playground's origin.
export const dev = {};

// useDev starts the server before a file's tests and stops it after them. A test
// fails whose page throws or breaks its own content security policy.
export function useDev() {
  test.describe.configure({ mode: "default" });

  test.beforeAll(async () => {
    const [port, playgroundPort] = [await freePort(), await freePort()];
    dev.folder = await mkdtemp(join(tmpdir(), "authd-dev-"));
    dev.issuer = `https://localhost:${port}/`;
    dev.origin = `https://localhost:${playgroundPort}`;
    dev.server = await startServer(["dev", "--data", dev.folder, "--port", String(port), "--playground-port", String(playgroundPort)], dev.issuer);
  });

  test.afterAll(async () => {
    await dev.server?.stop();
    await rm(dev.folder, { recursive: true, force: true });
  });

  test.beforeEach(async ({ page }) => {
    page.incidents = [];
    page.on("pageerror", (error) => page.incidents.push(error.message));
    page.on("console", (message) => {
      if (/content security policy|trusted/i.test(message.text())) page.incidents.push(message.text());
    });
  });

  test.afterEach(async ({ page, request }) => {
    expect(page.incidents).toEqual([]);
    await request.post(`${dev.issuer}dev/clock`, { form: { action: "reset" } });
  });
}

// codeFor waits for the code that was sent to an address.
export async function codeFor(request, address) {
  let mail;
  await expect.poll(async () => {
    const answer = await request.get(`${dev.issuer}dev/inbox.json?to=${encodeURIComponent(address)}`);
    return (mail = (await answer.json())[0])?.code;
  }).toMatch(/^\d{6}$/);
  return mail.code;
}

// open shows the form with a question filled in, by the link that shares it.
export async function open(page, question = {}) {
  await page.goto(`${dev.origin}/?${new URLSearchParams(question)}`);
  await expect(page.locator("#login")).toBeVisible();
}

// pass goes through the hosted pages the browser is at.
export async function pass(page, address = newAddress()) {
  await page.locator("#email").fill(address);
  await page.locator("#continue").click();
  await page.locator("#code").fill(await codeFor(page.request, address));
  await page.locator("#verify").click();
  return address;
}

// logIn asks the playground's question and goes through the login.
export async function logIn(page, question = {}) {
  await open(page, question);
  await page.locator("#login").click();
  const address = await pass(page);
  await expect(page.locator("#answer")).toBeVisible();
  return address;
}

// explain is what the server says of a question.
export async function explain(page, question) {
  const answer = await page.request.get(`${dev.origin}/api/explain?${new URLSearchParams({ client_id: "spa", ...question })}`);
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

// full is the whole text of something that is shown shortened.
export async function full(page, card) {
  await page.evaluate(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; });
  await page.locator(`#${card} .copyable button`).first().click();
  return page.evaluate(() => window.copied);
}

// span is from when to when something lives in the timeline, in milliseconds.
export async function span(page, row) {
  const { from, to } = await page.locator(`#ends-${row}`).evaluate(({ dataset }) => ({ ...dataset }));
  return { from: Number(from), to: Number(to), lives: (Number(to) - Number(from)) / 1000 };
}

// expectPlanned holds tokens, their explanation and the timeline against a plan.
export async function expectPlanned(page, plan) {
  await expect(page.locator("#answer-expires_in")).toHaveText(String(plan.expires_in));
  await expect(page.locator("#why-access_token dt").first()).toContainText(`Lifetime: ${plan.access_token.lifetime.value} seconds`);
  const access = await full(page, "access-token");
  if (access.split(".").length === 3) {
    const { exp, iat } = claims(access);
    expect(exp - iat).toBe(plan.expires_in);
    expect((await span(page, "access-token")).to, "the timeline ends where the token does").toBe(exp * 1000);
  } else {
    expect((await span(page, "access-token")).lives).toBe(plan.expires_in);
  }
  if (!plan.id_token) return expect(page.locator("#id-token")).toHaveCount(0);
  const { exp, iat } = claims(await full(page, "id-token"));
  expect(exp - iat).toBe(plan.id_token.lifetime.value);
  expect(await span(page, "id-token")).toEqual({ from: iat * 1000, to: exp * 1000, lives: plan.id_token.lifetime.value });
}

// exchanges are the lines of the log.
export const exchanges = (page) => page.locator("#log summary code");

// moveClock presses a button of the server's time.
export async function moveClock(page, button) {
  await page.locator("#clock").getByRole("button", { name: button, exact: true }).click();
}
