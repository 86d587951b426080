// What the server says of a question: the plan that tokens are issued from.

import { isBack, otpGrant } from "./flows.js";

const grants = { code: "authorization_code", otp: otpGrant, refresh: "refresh_token" };

// howOf is how a question's tokens are asked for, in the words of the wire.
const howOf = (question) => (isBack(question) ? { grant_type: grants[question.flow] } : { response_type: question.response_type });

// explanationURL is the server's own page about a question.
export function explanationURL(config, { client_id, audience = "", scope = "", expires_in = "", ...question }) {
  return `${config.explanations}?${new URLSearchParams({ client_id, audience, scope, expires_in, ...howOf(question) })}`;
}

// plans is {plan, session}: of the tokens, and of the session behind them, which
// only /authorize begins.
export async function plans(config, question) {
  const plan = await ask(question, howOf(question));
  if (question.flow !== "code") return { plan, session: plan.session };
  return { plan, session: (await ask(question, { response_type: "code" })).session };
}

async function ask({ client_id, audience = "", scope = "", expires_in = "" }, how) {
  const answer = await fetch(`/api/explain?${new URLSearchParams({ client_id, audience, scope, expires_in, ...how })}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error_description ?? body.error);
  return body;
}
