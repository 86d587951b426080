// A silent request: a hidden frame asks with prompt=none, and the server's page in
// it posts the answer here (response_mode=web_message).

import { h } from "./dom.js";
import { now } from "./clock.js";
import { newLog } from "./log.js";
import { authorizeURL, newRequest } from "./request.js";

const patience = 10_000; // milliseconds; a server that must not show a page answers at once

// silently runs a question without a page. before is the run whose tokens it
// renews, if any.
export async function silently(config, asked, before) {
  const question = { ...asked, flow: "silent", response_type: asked.response_type || "token id_token" };
  const { parameters } = await newRequest(question);
  const url = authorizeURL(config, parameters);
  const log = before?.log ?? newLog();
  const entry = { title: "a hidden frame goes there", method: "GET", url };
  const answer = await askInFrame(config, parameters.state, url).catch((error) => ({ error: "timeout", error_description: error.message }));
  entry.answer = answer.error === "timeout" ? { failure: answer.error_description } : { message: answer };
  log.add(entry);
  return { question, parameters, answer, receivedAt: now(), codes: [], log };
}

function askInFrame(config, state, url) {
  const frame = h("iframe", { hidden: true, title: "silent request" });
  const stop = new AbortController();
  const answer = new Promise((resolve, reject) => {
    addEventListener("message", (event) => {
      if (isAnswer(config, state, frame, event)) resolve(event.data.response);
    }, { signal: stop.signal });
    setTimeout(() => reject(new Error("The server did not answer. Is this page's origin among the client's web_origins?")), patience);
  });
  frame.src = url;
  document.body.append(frame);
  return answer.finally(() => { stop.abort(); frame.remove(); });
}

// isAnswer believes a message only if it comes from the server, out of our frame,
// and carries the state we sent.
function isAnswer(config, state, frame, event) {
  return event.origin === new URL(config.issuer).origin && event.source === frame.contentWindow &&
    event.data?.type === "authorization_response" && event.data.response?.state === state;
}
