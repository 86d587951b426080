// Silent renewal: a hidden frame asks with prompt=none, and the server's page in
// it posts the answer here (response_mode=web_message).

import { card, h, note } from "./dom.js";
import { authorizeURL, newRequest } from "./request.js";

const patience = 10_000; // milliseconds; a server that must not show a page answers at once

// renewal is the panel with the button. renewed is called with the new login;
// news is what to say at first.
export function renewal(config, request, { renewed, news }) {
  const said = h("div", { id: "renewal-news" }, news ? note(news) : null);
  const button = h("button", { type: "button", id: "renew" }, "Renew silently");
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.replaceChildren(note("Asking…"));
    try {
      renewed(await renew(config, request));
    } catch (error) {
      said.replaceChildren(note(error.message, "problem"));
    }
    button.disabled = false;
  });
  return card("renewal", "Silent renewal",
    h("p", {}, "As long as the session at the server lasts, new tokens can be had without a login."), button, said);
}

// renew asks once more for what request asked. Its error says what the server
// refused, or that it did not answer.
async function renew(config, { state, nonce, prompt, ...asked }) {
  const request = newRequest(asked);
  const answer = await askInFrame(config, request);
  if (answer.error) throw new Error(`${answer.error}: ${answer.error_description || "the server gave no reason"}`);
  return { request, answer, receivedAt: Date.now() };
}

function askInFrame(config, request) {
  const frame = h("iframe", { hidden: true, title: "silent renewal" });
  const stop = new AbortController();
  const answer = new Promise((resolve, reject) => {
    addEventListener("message", (event) => {
      if (isAnswer(config, request, frame, event)) resolve(event.data.response);
    }, { signal: stop.signal });
    setTimeout(() => reject(new Error("timeout: the server did not answer. Is this page's origin among the client's web_origins?")), patience);
  });
  frame.src = authorizeURL(config, request, { prompt: "none", response_mode: "web_message" });
  document.body.append(frame);
  return answer.finally(() => { stop.abort(); frame.remove(); });
}

// isAnswer believes a message only if it comes from the server, out of our frame,
// and carries the state we sent.
function isAnswer(config, request, frame, event) {
  return event.origin === new URL(config.issuer).origin && event.source === frame.contentWindow &&
    event.data?.type === "authorization_response" && event.data.response?.state === request.state;
}
