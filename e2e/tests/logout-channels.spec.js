// What applications learn of a logout: by frames on the way (Front-Channel Logout)
// and by watching the session (Session Management, as oidc-client-ts does it).

import { expect, test } from "@playwright/test";

import { about } from "../setup/clients.js";
import { askForCode, authorizeURL, env, logIn, mailTo } from "../setup/login.js";

const bye = `${env.app}/blank`;
const frame = `${env.issuer}oidc/check-session`;

// comeIn logs in to an application of setup/authd.js.
async function comeIn(page, client) {
  await page.goto(authorizeURL({ client_id: client, redirect_uri: bye }));
  await logIn(page);
  await page.waitForURL(`${bye}#**`);
  return new URLSearchParams(new URL(page.url()).hash.slice(1));
}

function logOut(page) {
  const url = new URL("v2/logout", env.issuer);
  url.search = new URLSearchParams({ client_id: "spa", returnTo: bye });
  return page.goto(url.href, { waitUntil: "commit" }); // a page with a frame that hangs has not loaded
}

function claims(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    // LO-08
    test("an application ends its own session in a frame, and the browser goes on", async ({ page }) => {
      const answer = await comeIn(page, "framed");
      const asked = page.waitForRequest((request) => request.url().startsWith(`${env.app}/framed`));
      await logOut(page);
      const { searchParams } = new URL((await asked).url());
      expect(searchParams.get("iss")).toBe(env.issuer);
      expect(searchParams.get("sid")).toBe(claims(answer.get("id_token")).sid);
      await page.waitForURL(bye);
      if (javaScriptEnabled) expect(await page.evaluate(() => localStorage.getItem("ended")), "its page ran").toContain("sid=");
    });
  });
}

// LO-08: five seconds are what a person is asked to wait.
test("an application that hangs is left behind", async ({ page }) => {
  await comeIn(page, "hanging");
  await logOut(page);
  await expect(page.locator("h1")).toContainText("logged out");
  await page.waitForURL(bye, { timeout: 5000 });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("an application that hangs is left behind by a click", async ({ page }) => {
    await comeIn(page, "hanging");
    await logOut(page);
    await page.locator("#continue").click();
    await page.waitForURL(bye);
  });
});

// LO-06
test("the page names an application that did not answer", async ({ page }) => {
  await comeIn(page, "deaf");
  await page.goto(`${env.issuer}oidc/logout`);
  await page.locator("#confirm").click();
  await expect(page.locator("#silent")).toContainText("Application that is down");
});

// LO-10
test("the page offers all devices", async ({ page, browser }) => {
  await page.goto(authorizeURL({ client_id: "framed", redirect_uri: bye }));
  const address = await logIn(page);
  const elsewhere = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await elsewhere.goto(authorizeURL({ client_id: "framed", redirect_uri: bye }));
  await askForCode(elsewhere, address);
  await elsewhere.locator("#code").fill((await mailTo(elsewhere.request, address, 2)).code);
  await elsewhere.locator("#verify").click();
  await elsewhere.waitForURL(`${bye}#**`);
  await page.goto(`${env.issuer}oidc/logout`);
  await page.locator("#everywhere").click();
  await expect(page.locator("h1")).toContainText("logged out");
  const answer = await elsewhere.request.get(authorizeURL({ client_id: "framed", redirect_uri: bye, prompt: "none", response_mode: "form_post" }));
  expect(await answer.text()).toContain("login_required");
  await elsewhere.context().close();
});

// ask puts the frame into the page and returns what it says to each message.
function ask(page, messages) {
  return page.evaluate(async ([src, messages]) => {
    const frame = document.createElement("iframe");
    const loaded = new Promise((done) => { frame.onload = done; });
    document.body.append(Object.assign(frame, { src }));
    await loaded;
    const answers = [];
    for (const message of messages) {
      const answer = new Promise((done) => { addEventListener("message", (event) => done(event.data), { once: true }); });
      frame.contentWindow.postMessage(message, new URL(src).origin);
      answers.push(await answer);
    }
    frame.remove();
    return answers;
  }, [frame, messages]);
}

// LO-09
test("the frame answers by client, origin and session", async ({ page }) => {
  const state = (await comeIn(page, "framed")).get("session_state");
  const damaged = state.replace(/^./, (c) => (c === "0" ? "1" : "0"));
  expect(await ask(page, [`framed ${state}`, `hanging ${state}`, `framed ${damaged}`, `framed x`, "", `framed ${state}`]))
    .toEqual(["unchanged", "changed", "changed", "error", "error", "unchanged"]);

  await page.goto(`${env.foreign}/blank`);
  expect(await ask(page, [`framed ${state}`]), "another origin").toEqual(["changed"]);

  await logOut(page);
  await page.waitForURL(bye);
  expect(await ask(page, [`framed ${state}`]), "after the logout").toEqual(["changed"]);

  // A state for nobody, as a curious page would compute it, is answered like any other.
  const nobody = await page.evaluate(async (origin) => {
    const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`framed ${origin}  salt`));
    return `${Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("")}.salt`;
  }, env.app);
  expect(await ask(page, [`framed ${nobody}`]), "nobody is logged in").toEqual(["changed"]);
});

test("monitorSession notices a logout", about("oidc-client-ts"), async ({ page, context }) => {
  const settings = {
    authority: env.issuer, client_id: "oidc", redirect_uri: `${env.app}/callback/oidc`, silent_redirect_uri: `${env.app}/silent`,
    scope: "openid email", automaticSilentRenew: false, monitorSession: true, checkSessionIntervalInSeconds: 1,
  };
  const watch = (method) => page.evaluate(async ([settings, issuer, method]) => {
    oidc.Log.setLevel(oidc.Log.NONE);
    window.heard = [];
    addEventListener("message", (event) => { if (event.origin === new URL(issuer).origin) heard.push(event.data); });
    window.manager = new oidc.UserManager({ ...settings, userStore: new oidc.WebStorageStateStore({ store: localStorage }) });
    manager.events.addUserSignedOut(() => heard.push("signed out"));
    await manager[method]();
  }, [settings, env.issuer, method]);

  await page.goto(`${env.app}/app/oidc`);
  await Promise.all([page.waitForURL(`${env.issuer}u/login**`), watch("signinRedirect").catch(() => {})]); // the page is left before the call ends
  await logIn(page);
  await watch("signinCallback");
  await expect.poll(() => page.evaluate(() => heard.length)).toBeGreaterThan(1);
  expect(await page.evaluate(() => heard.every((answer) => answer === "unchanged"))).toBe(true);

  const other = await context.newPage();
  await logOut(other);
  await other.waitForURL(bye);
  await expect.poll(() => page.evaluate(() => heard.slice(-1)[0]), { timeout: 10_000 }).toBe("signed out");
});
