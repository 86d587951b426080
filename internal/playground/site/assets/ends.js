// When each thing of a run ends, from the plan and from the tokens themselves.

import { decode } from "./jwt.js";
import { accessTokenEnd } from "./token.js";

// ends lists {id, name, from, to, used, by, note}, times in milliseconds. to is
// null where nothing ends it by itself; by is the plan's choice.
export function ends(run, { plan, session }) {
  return [...codes(run), ...tokens(run, plan), ...refreshTokens(run, plan.refresh_token), ...sessionEnds(run, session)];
}

function codes({ codes: list }) {
  return list.map(({ name, from, to, used }) => ({ id: name.toLowerCase().replaceAll(" ", "-"), name, from, to, used, note: "good for one use" }));
}

function tokens(run, { access_token, id_token }) {
  const { answer, receivedAt } = run;
  const list = [];
  if (answer.access_token) list.push({ id: "access-token", name: "Access token", from: receivedAt, to: accessTokenEnd(run), by: access_token?.lifetime });
  const id = answer.id_token && decode(answer.id_token)?.payload;
  if (id) list.push({ id: "id-token", name: "ID token", from: id.iat * 1000, to: id.exp * 1000, by: id_token?.lifetime });
  return list;
}

function refreshTokens({ refreshToken, receivedAt, line, begunElsewhere }, planned) {
  if (!refreshToken || !planned) return [];
  if (planned.expiration_type.value === "non-expiring") return [{ id: "refresh-token", name: "Refresh token", from: line, to: null, by: planned.expiration_type }];
  return [
    { id: "refresh-idle", name: "Refresh token, unused", from: receivedAt, to: receivedAt + planned.idle_token_lifetime.value * 1000, by: planned.idle_token_lifetime, note: "each use begins it anew" },
    { id: "refresh-absolute", name: "Refresh token, at most", from: line, to: line + planned.token_lifetime.value * 1000, by: planned.token_lifetime, note: begunElsewhere ? "no later than this: its line began with an earlier answer" : "counted from the first of its line" },
  ];
}

function sessionEnds({ answer, receivedAt }, planned) {
  if (!planned) return [];
  const told = answer.id_token && decode(answer.id_token)?.payload?.auth_time * 1000;
  const login = told || receivedAt;
  return [
    { id: "session-idle", name: "Session, unused", from: receivedAt, to: receivedAt + planned.idle_session_lifetime.value * 1000, by: planned.idle_session_lifetime, note: "each use begins it anew" },
    { id: "session-absolute", name: "Session, at most", from: login, to: login + planned.session_lifetime.value * 1000, by: planned.session_lifetime,
      note: told ? "counted from the login" : "no later than this: send max_age to be told when the login was" },
  ];
}
