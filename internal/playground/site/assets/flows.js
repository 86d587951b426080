// The flows, what each takes, and what keeps a client from using one here.

import { redirectURI } from "./request.js";

export const otpGrant = "http://auth0.com/oauth/grant-type/passwordless/otp";

const front = ["response_mode", "expires_in", "prompt", "max_age", "login_hint", "ui_locales", "connection"];

// flows by name: fields are those of the form, back says that tokens come from
// /oauth/token, where a client must prove who it is.
export const flows = {
  implicit: { title: "Implicit", hint: "Tokens come in the fragment of the callback's address.", grant: "implicit", fields: ["response_type", "audience", "scope", ...front] },
  code: { title: "Authorization code with PKCE", hint: "A code comes in the address; this page takes it to /oauth/token.", grant: "authorization_code", back: true, fields: ["client_secret", "audience", "scope", ...front] },
  otp: { title: "One-time code, typed here", hint: "The server sends a code, and this page asks for it.", grant: otpGrant, back: true, fields: ["client_secret", "connection", "address", "exchange", "audience", "scope", "expires_in", "ui_locales"] },
  silent: { title: "Silent, in a hidden frame", hint: "For somebody who is logged in: prompt=none, and the answer is posted to this page.", grant: "implicit", fields: ["response_type", "audience", "scope", "expires_in", "max_age", "login_hint"] },
  refresh: { title: "Refresh token", hint: "Trades one that an earlier flow gave, with offline_access in its scope.", grant: "refresh_token", back: true, fields: ["client_secret", "refresh_token", "audience", "scope", "expires_in"] },
};

// isBack says whether a question's tokens come from /oauth/token.
export const isBack = ({ flow, exchange }) => Boolean(flows[flow].back) && !atTicket({ flow, exchange });

// atTicket says whether a typed code is taken to /co/authenticate.
export const atTicket = ({ flow, exchange }) => flow === "otp" && exchange === "/co/authenticate";

// needsSecret says whether the client proves itself with a secret in this flow.
export const needsSecret = (client, flow) => Boolean(flows[flow].back) && client.token_endpoint_auth_method.startsWith("client_secret_");

// obstacles are what keeps a client from using a flow from this page, as
// {why, yaml}; yaml is what the configuration would have to say, missing where
// nothing can be written.
export function obstacles(client, question) {
  const write = (line) => `clients:\n  - client_id: ${client.client_id}\n    ${line}`;
  const list = (name, value) => write(`${name}: ${JSON.stringify([...(client[name] ?? []), value]).replaceAll('","', '", "')}`);
  const { grant } = flows[question.flow];
  return [
    !["otp", "refresh"].includes(question.flow) || atTicket(question) ? listed(client, "callbacks", redirectURI, list) : null,
    question.flow === "silent" || atTicket(question) ? listed(client, "web_origins", location.origin, list) : null,
    listed(client, "grant_types", grant, list),
    atTicket(question) ? listed(client, "grant_types", "implicit", list) : null,
    atTicket(question) && !client.cross_origin_authentication
      ? { why: "Its own pages may not take codes to /co/authenticate.", yaml: write("cross_origin_authentication: true") } : null,
    question.flow === "otp" && !atTicket(question) && !client.is_first_party
      ? { why: "It is not first party, and at /oauth/token nobody can be asked for consent.", yaml: write("is_first_party: true") } : null,
    question.flow === "otp" && !client.connections?.length ? { why: "No connection is set, so nobody can be sent a code.", yaml: write("connections: [email]") } : null,
    isBack(question) && !["none", "client_secret_post", "client_secret_basic"].includes(client.token_endpoint_auth_method)
      ? { why: `It proves itself with ${client.token_endpoint_auth_method}, for which this page would need its key.` } : null,
  ].filter(Boolean);
}

const words = { callbacks: "This page is not among its callbacks", web_origins: "This page is not among its web_origins", grant_types: "Its grant_types lack" };

function listed(client, name, value, list) {
  return client[name]?.includes(value) ? null : { why: `${words[name]}${name === "grant_types" ? ` ${value}.` : `, ${value}.`}`, yaml: list(name, value) };
}
