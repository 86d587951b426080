// `authd dev` and its playground: every flow to its end, the tokens counting down,
// the explanation, the exchanges word for word, and the server's time that is moved.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { api, startServer } from "../setup/authd.js";
import { claims, newAddress } from "../setup/login.js";
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

test.afterEach(async ({ page, request }) => {
  expect(page.incidents).toEqual([]);
  await request.post(`${issuer}dev/clock`, { form: { action: "reset" } });
});

async function codeFor(request, address) {
  let mail;
  await expect.poll(async () => {
    const answer = await request.get(`${issuer}dev/inbox.json?to=${encodeURIComponent(address)}`);
    return (mail = (await answer.json())[0])?.code;
  }).toMatch(/^\d{6}$/);
  return mail.code;
}

// open shows the form with a question filled in, by the link that shares it.
async function open(page, question = {}) {
  await page.goto(`${origin}/?${new URLSearchParams(question)}`);
  await expect(page.locator("#login")).toBeVisible();
}

// pass goes through the hosted pages the browser is at.
async function pass(page, address = newAddress()) {
  await page.locator("#email").fill(address);
  await page.locator("#continue").click();
  await page.locator("#code").fill(await codeFor(page.request, address));
  await page.locator("#verify").click();
  return address;
}

// logIn asks the playground's question and goes through the login.
async function logIn(page, question = {}) {
  await open(page, question);
  await page.locator("#login").click();
  const address = await pass(page);
  await expect(page.locator("#answer")).toBeVisible();
  return address;
}

// explain is what the server says of a question.
async function explain(page, question) {
  const answer = await page.request.get(`${origin}/api/explain?${new URLSearchParams({ client_id: "spa", ...question })}`);
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

// full is the whole text of something that is shown shortened.
async function full(page, card) {
  await page.evaluate(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; });
  await page.locator(`#${card} .copyable button`).first().click();
  return page.evaluate(() => window.copied);
}

// span is from when to when something lives in the timeline, in milliseconds.
async function span(page, row) {
  const { from, to } = await page.locator(`#ends-${row}`).evaluate(({ dataset }) => ({ ...dataset }));
  return { from: Number(from), to: Number(to), lives: (Number(to) - Number(from)) / 1000 };
}

// expectPlanned holds tokens, their explanation and the timeline against a plan.
async function expectPlanned(page, plan) {
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
const exchanges = (page) => page.locator("#log summary code");

async function moveClock(page, button) {
  await page.locator("#clock").getByRole("button", { name: button, exact: true }).click();
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

test("each setting leads to its lines, which the file has", async ({ page, context }) => {
  await logIn(page, { audience: api });
  const file = (await readFile(join(folder, "dev.yaml"), "utf8")).split("\n");
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
  expect(words.slice(0, 4)).toEqual(["-k", "-sS", `${issuer}passwordless/start`, "-H"]);
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
  const path = join(folder, "dev.yaml"), before = await readFile(path, "utf8");
  const secret = "a secret: 100% + ü, of 'many' letters";
  const client = { client_id: "web", name: "Web application", app_type: "regular_web", client_secret: secret, token_endpoint_auth_method: "client_secret_basic", callbacks: [`${origin}/callback`], grant_types: ["authorization_code", "refresh_token"], refresh_token: { rotation_type: "non-rotating" } };
  const question = { audience: api, scope: "openid offline_access" };
  await writeFile(path, before.replace("\napis:", `  - ${JSON.stringify(client)}\n\napis:`));
  await expect.poll(async () => (await (await page.request.get(`${origin}/config.json`)).json()).clients.map((c) => c.client_id)).toContain("web");
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
  await expect.poll(async () => (await (await page.request.get(`${origin}/config.json`)).json()).clients.length).toBe(3);
});

test("says why a client cannot be tried here, with the YAML", async ({ page }) => {
  await open(page);
  await page.locator("#client_id").selectOption("phone");
  await expect(page.locator("#client_id"), "the keyboard stays where it was").toBeFocused();
  await expect(page.locator("#login")).toBeDisabled();
  await expect(page.locator(".obstacle pre").first()).toHaveText(`clients:\n  - client_id: phone\n    callbacks: ["com.example.phone://localhost/callback", "${origin}/callback"]`);
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
