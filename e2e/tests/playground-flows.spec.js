// The playground of `authd dev`: every flow to its end, held against what the
// server explains, and the exchanges word for word.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "@playwright/test";

import { api } from "../setup/authd.js";
import { claims, newAddress } from "../setup/login.js";
import { codeFor, dev, exchanges, expectPlanned, explain, full, logIn, moveClock, open, pass, span, useDev } from "../setup/playground.js";

useDev();

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
  await logIn(page, { expires_in: "5" });
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
  await page.goto(`${dev.origin}/`);
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
  await page.goto(`${dev.origin}/`);
  await page.locator("#prompt").selectOption("none");
  await page.locator("#login").click();
  await expect(page.getByRole("alert")).toContainText("Nobody is logged in");
});

test("does not use an answer it never asked for", async ({ page }) => {
  await page.goto(`${dev.origin}/callback#access_token=stolen&expires_in=7200&state=${"x".repeat(43)}`);
  await expect(page.getByRole("alert")).toContainText("state");
  await expect(page.locator("#access-token")).toHaveCount(0);
});

test("a code with PKCE earns what explain says, and every exchange is shown", async ({ page }) => {
  const question = { audience: api, scope: "openid email offline_access read:orders" };
  await logIn(page, { flow: "code", ...question });
  const plan = await explain(page, { ...question, grant_type: "authorization_code" });
  await expectPlanned(page, plan);
  await expect(exchanges(page)).toHaveText(["GET /authorize", "POST /oauth/token", "GET /userinfo"]);
  await page.locator("#unfold").click();
  const [authorize, token] = [page.locator(".exchanges > li").nth(0), page.locator(".exchanges > li").nth(1)];
  await expect(authorize).toContainText("code_challenge_methodS256");
  await expect(authorize).toContainText("Parameters of the query");
  await expect(token).toContainText("grant_typeauthorization_code");
  await expect(token).toContainText("code_verifier");
  await expect(token).toContainText('"expires_in": 86400');
  expect(await span(page, "authorization-code")).toMatchObject({ lives: 60 });
  await expect(page.locator("#ends-authorization-code")).toContainText("used up");
  expect((await span(page, "refresh-idle")).lives).toBe(plan.refresh_token.idle_token_lifetime.value);
  expect((await span(page, "refresh-absolute")).lives).toBe(plan.refresh_token.token_lifetime.value);
  const { session } = await explain(page, { ...question, response_type: "code" });
  expect((await span(page, "session-idle")).lives).toBe(session.idle_session_lifetime.value);
  expect((await span(page, "session-absolute")).lives).toBe(session.session_lifetime.value);
  await expect(page.locator("#why-session")).toContainText(/tenant\.session_lifetime \(.*dev\.yaml:\d+\)/);
  await expect(page.locator("#timeline svg desc")).toContainText(/Refresh token, at most: (30 d|29 d 23 h) left\./);
});

test("a line of curl gets the same answer", async ({ page }) => {
  await logIn(page, { audience: api });
  const line = await page.locator(".exchanges > li", { hasText: "GET /userinfo" }).locator("[data-curl]").getAttribute("data-curl");
  const { stdout } = await promisify(execFile)("sh", ["-c", line]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(await page.locator("#userinfo-calls pre").first().textContent()));
});

test("what a person typed is one word for the shell", async ({ page }) => {
  const address = `o'neil-"$HOME"-\`id\`-\\@example.test`;
  await open(page, { flow: "otp" });
  await page.locator("#address").fill(address);
  await page.locator("#login").click();
  const line = await page.locator("#log [data-curl]").getAttribute("data-curl");
  const { stdout } = await promisify(execFile)("sh", ["-c", line.replace("curl", "printf '%s\\n'")]);
  const words = stdout.trim().split("\n");
  expect(words.slice(0, 4)).toEqual(["-k", "-sS", `${dev.issuer}passwordless/start`, "-H"]);
  expect(JSON.parse(words.at(-1))).toEqual({ client_id: "spa", connection: "email", send: "code", email: address });
});

test("a one-time code is typed here, and its refresh token used", async ({ page }) => {
  const question = { audience: api, scope: "openid offline_access" };
  const address = newAddress();
  await open(page, { flow: "otp", ...question });
  await page.locator("#address").fill(address);
  await page.locator("#login").click();
  const code = await codeFor(page.request, address);
  await page.locator("#otp").fill(code === "111111" ? "222222" : "111111");
  await page.locator("#take-code").click();
  await expect(page.getByRole("alert")).toContainText("Wrong");
  await page.locator("#otp").fill(code);
  await page.locator("#take-code").click();
  await expectPlanned(page, await explain(page, { ...question, grant_type: "http://auth0.com/oauth/grant-type/passwordless/otp" }));
  expect((await span(page, "one-time-code")).lives).toBe(300);
  await expect(page.locator("#ends-session-idle"), "no session begins at /oauth/token").toHaveCount(0);
  const [token, begun, idle] = [await full(page, "refresh-token"), await span(page, "refresh-absolute"), await span(page, "refresh-idle")];
  await moveClock(page, "+1 h");
  await page.locator("#refresh").click();
  await expect(page.locator("#renewal-news")).toContainText("new tokens");
  await expectPlanned(page, await explain(page, { ...question, grant_type: "refresh_token" }));
  const successor = await full(page, "refresh-token");
  expect(successor).not.toBe(token);
  expect(await span(page, "refresh-absolute"), "using it does not extend the line").toEqual(begun);
  expect((await span(page, "refresh-idle")).to - idle.to, "but it was used now").toBeGreaterThanOrEqual(3600_000);
  await expect(exchanges(page)).toHaveText(["POST /passwordless/start", "POST /oauth/token", "POST /oauth/token", "GET /userinfo", "POST /oauth/token", "GET /userinfo"]);

  await open(page, { flow: "refresh", ...question });
  await page.locator("#refresh_token").fill(successor);
  await page.locator("#login").click();
  await expect(page.locator("#ends-refresh-absolute")).toContainText("no later than this");
  await expectPlanned(page, await explain(page, { ...question, grant_type: "refresh_token" }));
});

test("a code sent by text message is taken to /co/authenticate", async ({ page }) => {
  await open(page, { flow: "otp", connection: "sms", exchange: "/co/authenticate" });
  await page.locator("#address").fill("+14155550123");
  await page.locator("#login").click();
  await page.locator("#otp").fill(await codeFor(page.request, "+14155550123"));
  await page.locator("#take-code").click();
  await expectPlanned(page, await explain(page, { scope: "openid profile email", response_type: "token id_token" }));
  await expect(exchanges(page)).toHaveText(["POST /passwordless/start", "POST /co/authenticate", "GET /authorize", "GET /userinfo"]);
  await expect(page.locator("#ends-session-idle"), "a session begins").toHaveCount(1);
});

test("a silent question is answered by a posted message", async ({ page }) => {
  await logIn(page);
  const question = { audience: api, scope: "openid read:orders", response_type: "token" };
  await open(page, { flow: "silent", ...question });
  await page.locator("#login").click();
  await expectPlanned(page, await explain(page, question));
  await page.locator("#unfold").click();
  await expect(page.locator(".exchanges > li").first()).toContainText("posted a message");
  await expect(page.locator(".exchanges > li").first()).toContainText("response_modeweb_message");
});

test("an answer can be posted, and tells when the login was", async ({ page }) => {
  await logIn(page, { response_mode: "form_post", max_age: "600" });
  await page.locator("#unfold").click();
  await expect(page.locator(".exchanges > li").first()).toContainText("Fields of the form that was posted");
  const { auth_time } = claims(await full(page, "id-token"));
  expect((await span(page, "session-absolute")).from).toBe(auth_time * 1000);
  await expect(page.locator("#ends-session-absolute")).toContainText("counted from the login");
});

test("another client has its own lifetimes, and asks for consent", async ({ page }) => {
  await open(page, { audience: api });
  await page.locator("#client_id").selectOption("partner");
  await page.locator("#login").click();
  await pass(page);
  await page.locator("#allow").click();
  const plan = await explain(page, { client_id: "partner", audience: api, scope: "openid profile email", response_type: "token id_token" });
  expect(plan.expires_in).toBe(600);
  await expectPlanned(page, plan);
  await expect(page.locator("#checks .bad")).toHaveCount(0);
});

test("a client with a secret proves itself, once the file has it", async ({ page }) => {
  const path = join(dev.folder, "dev.yaml"), before = await readFile(path, "utf8");
  const secret = "a secret: 100% + ü, of 'many' letters";
  const client = { client_id: "web", name: "Web application", app_type: "regular_web", client_secret: secret, token_endpoint_auth_method: "client_secret_basic", callbacks: [`${dev.origin}/callback`], grant_types: ["authorization_code", "refresh_token"], refresh_token: { rotation_type: "non-rotating" } };
  const question = { audience: api, scope: "openid offline_access" };
  await writeFile(path, before.replace("\napis:", `  - ${JSON.stringify(client)}\n\napis:`));
  await expect.poll(async () => (await (await page.request.get(`${dev.origin}/config.json`)).json()).clients.map((c) => c.client_id)).toContain("web");
  try {
    await open(page, { client_id: "web", flow: "code", ...question });
    await page.locator("#client_secret").fill(secret);
    expect(await page.locator("#share").getAttribute("data-link")).not.toContain("secret");
    await page.locator("#login").click();
    await pass(page);
    await expectPlanned(page, await explain(page, { client_id: "web", ...question, grant_type: "authorization_code" }));
    await page.locator("#unfold").click();
    await expect(page.locator(".exchanges > li").nth(1)).toContainText("Authorization: Basic");
    const token = await full(page, "refresh-token");
    await page.locator("#refresh").click();
    await expect(page.locator("#renewal-news")).toContainText("new tokens");
    expect(await full(page, "refresh-token"), "it does not rotate").toBe(token);
    await expect(page.locator("#ends-refresh-idle")).toHaveCount(1);
  } finally {
    await writeFile(path, before);
  }
  await expect.poll(async () => (await (await page.request.get(`${dev.origin}/config.json`)).json()).clients.length).toBe(3);
});
