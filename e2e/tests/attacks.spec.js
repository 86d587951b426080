// What a page of another origin, or a crafted address, can make the server's
// pages do: nothing.

import { expect, test } from "@playwright/test";

import { authorizeURL, env, logIn } from "../setup/login.js";
import { payloads } from "../setup/payloads.js";

// frame puts an address into a frame of the page and waits for what comes.
async function frame(page, url) {
  await page.evaluate((url) => new Promise((resolve) => {
    const element = document.createElement("iframe");
    element.onload = resolve;
    element.src = url;
    document.body.append(element);
  }), url);
  return page.frames()[1];
}

// AZ-32: a login page in a frame could be dressed up and clicked through.
for (const origin of ["app", "foreign"]) {
  test(`the login page shows nothing in a frame of the ${origin} origin`, async ({ page }) => {
    await page.goto(authorizeURL());
    await expect(page.locator("#email"), "outside a frame it is there").toBeVisible();
    await page.goto(`${env[origin]}/blank`);
    const framed = await frame(page, authorizeURL());
    expect(framed.url()).toBe("chrome-error://chromewebdata/");
    await expect(framed.locator("#email")).toHaveCount(0);
  });
}

const silent = (parameters) => authorizeURL({ prompt: "none", response_mode: "web_message", ...parameters });

// WM-01: the answer goes to the registered origin and to no other page, whether
// that page framed the answer or opened it.
test.describe("web_message", () => {
  test.beforeEach(async ({ page }) => {
    await page.goto(authorizeURL());
    await logIn(page);
  });

  test("contract 12: reaches the application", async ({ page }) => {
    await page.goto(`${env.app}/blank`);
    await frame(page, silent({ state: "mine" }));
    const [message] = await messages(page, 1);
    expect(message.origin).toBe(new URL(env.issuer).origin);
    expect(message.data.type).toBe("authorization_response");
    expect(message.data.response.state).toBe("mine");
    expect(message.data.response.access_token).toBeTruthy();
  });

  test("contract 22: does not reach a parent of another origin", async ({ page }) => {
    await page.goto(`${env.foreign}/blank`);
    await frame(page, silent());
    await page.evaluate(() => window.postMessage("last", "*"));
    await expectSilence(page);
  });

  test("contract 22: does not reach an opener of another origin", async ({ page, context }) => {
    await page.goto(`${env.foreign}/blank`);
    const [popup] = await Promise.all([
      context.waitForEvent("page"),
      page.evaluate((url) => { window.open(url); }, silent()),
    ]);
    await popup.waitForURL(`${env.issuer}authorize**`);
    await popup.evaluate(() => window.opener.postMessage("last", "*"));
    await expectSilence(page);
  });
});

async function messages(page, n) {
  await page.waitForFunction((n) => window.messages.length >= n, n);
  return page.evaluate(() => window.messages);
}

// expectSilence expects the message "last" alone. The test posts it after the
// answer has loaded, and messages arrive in order, so anything the answer posted
// would be there before it.
async function expectSilence(page) {
  const all = await messages(page, 1);
  expect(all.map(({ data }) => data)).toEqual(["last"]);
}

// SE-08, AZ-30, WM-03: no string in any parameter becomes a script.
test.describe("a crafted parameter runs no script", () => {
  test("out of at least 500", () => { expect(payloads.length).toBeGreaterThanOrEqual(500); });

  // A client whose callback is an empty page: it is loaded as often as ours.
  const bare = { client_id: "backend", response_type: "code", redirect_uri: `${env.app}/blank` };
  const places = {
    "on the login page": (x) => authorizeURL({ state: x, nonce: x, login_hint: x, ui_locales: x, display: x, acr_values: x, claims_locales: x }),
    "on the error page": (x) => authorizeURL({ client_id: x, redirect_uri: x, state: x, ui_locales: x }),
    "on the page for a damaged login": (x) => `${env.issuer}u/login?state=${encodeURIComponent(x)}&error=${encodeURIComponent(x)}`,
    "on the page for a damaged link": (x) => `${env.issuer}passwordless/link?token=${encodeURIComponent(x)}`,
    "in the silent answer": (x) => silent({ state: x, login_hint: x }),
    "in the posted answer": (x) => authorizeURL({ ...bare, prompt: "none", response_mode: "form_post", state: x }),
  };

  for (const [place, address] of Object.entries(places)) {
    test(place, async ({ page }) => {
      test.setTimeout(400_000);
      const incidents = await watch(page);
      for (const payload of payloads) {
        await page.goto(address(payload)).catch((error) => incidents.push(`${payload}: ${error.message}`));
        if (await page.evaluate(() => window.ran !== undefined)) incidents.push(`${payload}: ran`);
      }
      expect(incidents).toEqual([]);
    });
  }
});

// watch collects what must not happen: dialogs, and anything the content
// security policy had to stop.
async function watch(page) {
  const incidents = [];
  page.on("dialog", (dialog) => {
    incidents.push(`dialog at ${page.url()}`);
    dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) incidents.push(message.text());
  });
  return incidents;
}
