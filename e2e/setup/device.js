// A device without a browser, and the person who allows it on another one.

import * as client from "openid-client";

import { env, passLogin } from "./login.js";

// device is openid-client 6.8, unmodified, on a television.
export async function device(parameters = {}) {
  const config = await client.discovery(new URL(env.issuer), "tv", undefined, client.None());
  const asked = await client.initiateDeviceAuthorization(config, { scope: "openid email offline_access", ...parameters });
  return { config, asked, poll: () => client.pollDeviceAuthorizationGrant(config, asked) };
}

// atDevice follows the complete address of a new device, logs in and stops at the
// question. It returns the device with the person's address.
export async function atDevice(page, parameters) {
  const begun = await device(parameters);
  await page.goto(begun.asked.verification_uri_complete);
  await page.locator("#continue").click();
  const address = await passLogin(page);
  return { ...begun, address };
}
