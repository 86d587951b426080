// Running the authd binary.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { get } from "node:https";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { gatewaySecret } from "./sms.js";

export const binary = process.env.AUTHD_BIN || fileURLToPath(new URL("../../bin/authd", import.meta.url));

export const api = "https://api.example.com";

// secret is what the client "web" proves itself with; Basic must escape some of it.
export const secret = "s3cret:%+ü of the web application";

// initialAccessToken is what an application brings that registers itself.
export const initialAccessToken = "e2e-initial-access-token-of-an-application";

// Every lifetime differs from the others and from its default, so that a token
// which lives as long as another setting says cannot pass.
export const lifetimes = { api: 1801, apiBack: 5403, userinfo: 4321, id: 12345 };

// shipments is an API behind a gateway that follows RFC 9068 and asks about tokens.
export const shipments = "https://shipments.example.com";
export const shipmentsSecret = "introspection secret: e2e-_.~!*'()%+";
const behindGateway = {
  identifier: shipments, name: "Shipments", token_dialect: "rfc9068_profile", introspection_secret: shipmentsSecret,
  allow_offline_access: true, scopes: [{ value: "read:shipments", description: "Read shipments" }],
};

// logo is a picture that tries to be more.
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 32" onload="document.title='run'">
<script>alert("run")</script><circle cx="16" cy="16" r="14" fill="#e64980"/><rect x="38" y="8" width="58" height="16" rx="8" fill="#f783ac"/></svg>`;

// branded is a client with a look of its own; its colour is too pale for links.
function branded(app) {
  return {
    client_id: "branded",
    name: "Sakura Store",
    app_type: "spa",
    callbacks: [`${app}/callback/9`],
    grant_types: ["implicit"],
    connections: ["email"],
    logo_uri: `data:image/svg+xml;base64,${Buffer.from(logo).toString("base64")}`,
    policy_uri: `${app}/privacy`,
    tos_uri: `${app}/terms`,
    branding: { primary_color: "#ffd43b", page_background_color: "#fff3bf" },
  };
}

// Letters that every client escapes in another way before HTTP Basic.
export const backendSecret = "e2e-_.~!*'()%+ secret";

// backend is an application with a server of its own.
function backend(app) {
  return {
    client_id: "backend",
    name: "Web application",
    app_type: "regular_web",
    client_secret: backendSecret,
    callbacks: [`${app}/blank`],
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    client_grants: [{ audience: api, scope: ["read:orders"] }],
  };
}

// tv has no browser.
const tv = { client_id: "tv", name: "Television", app_type: "native", grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"] };

// texts is an application whose people may log in by text message.
function texts(app) {
  return {
    client_id: "texts",
    name: "Application with text messages",
    callbacks: ["8", "9", "10"].map((sdk) => `${app}/callback/${sdk}`),
    web_origins: [app],
    grant_types: ["implicit", "http://auth0.com/oauth/grant-type/passwordless/otp"],
    cross_origin_authentication: true,
    connections: ["email", "sms"],
  };
}

// sms sends them to a gateway as Auth0's custom SMS gateway.
function sms(gateway) {
  return { driver: "webhook", countries: ["US"], url: gateway, gateway_authentication: { method: "bearer", secret: gatewaySecret } };
}

// symmetric is a client whose ID tokens a browser cannot check.
function symmetric(app) {
  return {
    client_id: "symmetric",
    name: "Application with HS256",
    app_type: "regular_web",
    client_secret: "thirty-two bytes, or a few more than that",
    callbacks: ["9", "10"].map((sdk) => `${app}/callback/${sdk}`),
    web_origins: [app],
    grant_types: ["implicit"],
    jwt_configuration: { alg: "HS256" },
  };
}

// brief is a client whose codes are too old soon.
function brief(app) {
  return {
    client_id: "brief",
    name: "Application with codes that live a second",
    callbacks: ["9", "10"].map((sdk) => `${app}/callback/${sdk}`),
    web_origins: [app],
    grant_types: ["implicit", "http://auth0.com/oauth/grant-type/passwordless/otp"],
    cross_origin_authentication: true,
    connections: ["brief"],
  };
}

// far is an application of another site than the server's.
function far(app) {
  return {
    client_id: "far",
    name: "Application of another site, with refresh tokens",
    app_type: "spa",
    callbacks: [`${otherSite(app)}/callback/spa-js`],
    web_origins: [otherSite(app)],
    allowed_logout_urls: [`${otherSite(app)}/blank`],
    grant_types: ["authorization_code", "refresh_token"],
  };
}

// hearing are applications with a page that hears of logouts, good or bad.
function hearing(app) {
  return ["framed", "hanging"].map((name) => ({
    client_id: name,
    name: `Application that is ${name}`,
    app_type: "spa",
    callbacks: [`${app}/blank`],
    web_origins: [app],
    grant_types: ["implicit"],
    frontchannel_logout_uri: `${app}/${name}`,
  }));
}

// deaf is an application whose server hears of logouts, and is down.
function deaf(app, port) {
  return {
    client_id: "deaf",
    name: "Application that is down",
    app_type: "spa",
    callbacks: [`${app}/blank`],
    grant_types: ["implicit"],
    backchannel_logout_uri: `https://127.0.0.1:${port}/out`,
  };
}

// otherSite is the same application as browsers see it on a site of its own.
export function otherSite(app) {
  return app.replace("localhost", "app.test");
}

// writeConfig writes the configuration of a server, of the shared one unless
// tenant says something else, and returns its path. The text is JSON, which is
// YAML as well.
export async function writeConfig(folder, { issuer, app, mailPort, gateway, tenant }) {
  const path = join(folder, "authd.yaml");
  const config = {
    issuer,
    data_dir: join(folder, "data"),
    server: { listen: `127.0.0.1:${new URL(issuer).port}`, tls: { mode: "local" } },
    storage: { driver: "sqlite", dsn: join(folder, "authd.db") },
    tenant: { friendly_name: "Browser tests", ...tenant },
    userinfo: { token_lifetime_for_web: lifetimes.userinfo },
    clients: [branded(app), backend(app), tv, texts(app), symmetric(app), brief(app), far(app), ...hearing(app), deaf(app, mailPort), {
      client_id: "spa",
      name: "Test application",
      app_type: "spa",
      callbacks: ["8", "9", "10", "lock"].map((sdk) => `${app}/callback/${sdk}`),
      web_origins: [app],
      allowed_logout_urls: [`${app}/blank`],
      grant_types: ["implicit", "http://auth0.com/oauth/grant-type/passwordless/otp"],
      cross_origin_authentication: true,
      legacy_ro: true,
      jwt_configuration: { lifetime_in_seconds: lifetimes.id },
      allow_requested_lifetime: true,
      connections: ["email"],
    }, {
      client_id: "oidc",
      name: "OpenID Connect application",
      callbacks: [`${app}/callback/oidc`, `${app}/silent`],
      web_origins: [app],
      allowed_logout_urls: [`${app}/blank`],
      grant_types: ["authorization_code", "refresh_token"],
    }, {
      client_id: "stranger",
      name: "Somebody else's application",
      is_first_party: false,
      callbacks: [`${app}/callback/9`],
      web_origins: [app],
      grant_types: ["implicit"],
    }, {
      client_id: "web",
      name: "Web application with a secret",
      app_type: "regular_web",
      client_secret: secret,
      callbacks: [`${app}/web`],
      allowed_logout_urls: [`${app}/blank`],
      grant_types: ["authorization_code", "refresh_token", "client_credentials", "http://auth0.com/oauth/grant-type/passwordless/otp"],
      client_grants: [{ audience: api, scope: ["read:orders"] }],
      connections: ["email"],
    }, {
      client_id: "tabs",
      name: "Application with refresh tokens",
      app_type: "spa",
      callbacks: [`${app}/callback/spa-js`, `${app}/react`],
      web_origins: [app],
      allowed_logout_urls: [`${app}/blank`, `${app}/react`],
      grant_types: ["authorization_code", "refresh_token"],
    }, {
      client_id: "bound",
      name: "Application whose tokens are bound to a key",
      app_type: "spa",
      callbacks: [`${app}/callback/spa-js`],
      web_origins: [app],
      grant_types: ["authorization_code", "refresh_token"],
      dpop_bound_access_tokens: true,
    }, {
      client_id: "proved",
      name: "Test application that proves itself",
      callbacks: [`${app}/callback/10`],
      web_origins: [app],
      grant_types: ["implicit", "http://auth0.com/oauth/grant-type/passwordless/otp"],
      cross_origin_authentication: true,
      cross_origin_loc: `${app}/verify/10`,
    }, {
      client_id: "elsewhere",
      name: "Application of another site",
      callbacks: [`${otherSite(app)}/callback/10`],
      web_origins: [otherSite(app)],
      grant_types: ["implicit", "http://auth0.com/oauth/grant-type/passwordless/otp"],
      cross_origin_authentication: true,
    }],
    apis: [behindGateway, { identifier: api, name: "Orders", token_lifetime: lifetimes.apiBack, token_lifetime_for_web: lifetimes.api, allow_offline_access: true, scopes: [{ value: "read:orders", description: "Read orders" }] }],
    connections: [{ name: "email", strategy: "email" }, { name: "sms", strategy: "sms" }, { name: "brief", strategy: "email", totp: { time_step: 1 } }],
    delivery: { sms: sms(gateway), email: { driver: "smtp", from: "Tests <no-reply@authd.test>", smtp: { host: "127.0.0.1", port: mailPort, tls: "none" } } },
    registration: { enabled: true, initial_access_token: initialAccessToken },
    limits: { registration: { per_ip: [] }, sms: { per_block: [], per_country: [], total: [] }, passwordless_start: { per_address: [], per_ip: [] }, code: { tries: 3, wrong_per_address: [], wrong_per_ip: [] }, device_flow: { wrong_per_ip: [] } },
  };
  await writeFile(path, JSON.stringify(config, null, 2));
  return path;
}

// run executes one command and returns what it printed.
export async function run(args) {
  const child = spawn(binary, args);
  let out = "", err = "";
  child.stdout.on("data", (chunk) => { out += chunk; });
  child.stderr.on("data", (chunk) => { err += chunk; });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`authd ${args.join(" ")} ended with ${code}:\n${err}`);
  return out;
}

// startServer starts authd and waits until issuer answers. What the server wrote
// is part of the error when it does not.
export async function startServer(args, issuer) {
  if (!existsSync(binary)) throw new Error(`There is no ${binary}. Build it with "make build", or name another in AUTHD_BIN.`);
  const child = spawn(binary, args);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => { output = (output + chunk).slice(-20_000); });
  const ended = once(child, "close");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  for (let tries = 0; tries < 150; tries++) {
    if (child.exitCode !== null) break;
    if (await answers(`${issuer}.well-known/openid-configuration`)) return { stop, output: () => output };
    await wait(100);
  }
  await stop();
  throw new Error(`authd ${args.join(" ")} does not answer at ${issuer}. It wrote:\n${output}`);
}

function answers(url) {
  return new Promise((resolve) => {
    get(url, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on("error", () => resolve(false));
  });
}
