
// A page sends "client_id session_state" and hears "unchanged", "changed" or
// "error". Without a cookie it is always "changed": else any site could find out
// who is logged in here by asking with a state it made up for nobody.
function browserState() {
  const name = "COOKIE=";
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(name));
  return found ? found.slice(name.length) : "";
}

async function judge(message, origin) {
  const [, client, hash, salt] = /^(.+) ([0-9a-f]{64})\.([^ .]+)$/.exec(message) ?? [];
  if (!client) return "error";
  const state = browserState();
  if (!state) return "changed";
  const text = new TextEncoder().encode([client, origin, state, salt].join(" "));
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  const hex = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex === hash ? "unchanged" : "changed";
}

addEventListener("message", async (event) => {
  if (!event.source || event.origin === "null") return;
  event.source.postMessage(await judge(String(event.data), event.origin), event.origin);
});
