// What the server says of a question: the plan that tokens are issued from.

import { isBack, otpGrant } from "./flows.js";

const grants = { code: "authorization_code", otp: otpGrant, refresh: "refresh_token" };

// plans is {plan, session}: of the tokens, and of the session behind them, which
// only /authorize begins.
export async function plans(config, question) {
  const back = isBack(question);
  const plan = await ask(question, back ? { grant_type: grants[question.flow] } : { response_type: question.response_type });
  if (question.flow !== "code") return { plan, session: plan.session };
  return { plan, session: (await ask(question, { response_type: "code" })).session };
}

async function ask({ client_id, audience = "", scope = "", expires_in = "" }, how) {
  const answer = await fetch(`/api/explain?${new URLSearchParams({ client_id, audience, scope, expires_in, ...how })}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error_description ?? body.error);
  return body;
}
