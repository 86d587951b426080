// Taking tokens apart and checking their signatures.

const algorithms = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  PS256: { name: "RSA-PSS", hash: "SHA-256", saltLength: 32 },
  ES256: { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
};

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

function json(base64url) {
  return JSON.parse(new TextDecoder().decode(bytes(base64url)));
}

// decode returns {header, payload} of a signed token. Of an encrypted (opaque)
// one only the header can be read: payload is null. Of anything else, null.
export function decode(token) {
  const parts = token.split(".");
  try {
    if (parts.length === 3) return { header: json(parts[0]), payload: json(parts[1]) };
    if (parts.length === 5) return { header: json(parts[0]), payload: null };
  } catch {
    return null;
  }
  return null;
}

// verify checks a token's signature against the keys the issuer publishes and
// says in a sentence what came of it: {ok, text}.
export async function verify(config, token) {
  const { header } = decode(token);
  const algorithm = algorithms[header.alg];
  if (!algorithm) return { ok: false, text: `Signed with ${header.alg}, which a browser cannot check: its key is a shared secret.` };
  const keys = await (await fetch(new URL(".well-known/jwks.json", config.issuer))).json();
  const jwk = keys.keys.find((key) => key.kid === header.kid);
  if (!jwk) return { ok: false, text: `The issuer publishes no key with kid ${header.kid}.` };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  const [head, body, signature] = token.split(".");
  const ok = await crypto.subtle.verify(algorithm, key, bytes(signature), new TextEncoder().encode(`${head}.${body}`));
  return { ok, text: ok ? `Signature checked with key ${header.kid}.` : "The signature is wrong." };
}
