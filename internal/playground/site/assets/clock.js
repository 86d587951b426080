// The server's time. In development it can be stopped and moved, so what ends is
// counted by it and not by this machine's clock.

const state = { ahead: 0, stopped: null, offset: 0 }; // milliseconds, but offset: seconds
const watchers = new Set();

// now is the server's time in milliseconds.
export const now = () => state.stopped ?? Date.now() + state.ahead;

// clockState is {frozen, offset}: whether the time stands still, and by how many
// seconds it is ahead.
export const clockState = () => ({ frozen: state.stopped !== null, offset: state.offset });

// readClock asks for the server's time. Where it cannot be moved, it is this
// machine's.
export async function readClock(config) {
  if (config.clock) take(await (await fetch("/api/clock")).json());
}

// moveClock sends fields, as /dev/clock takes them. Its error says what was wrong
// with them.
export async function moveClock(fields) {
  const answer = await fetch("/api/clock", { method: "POST", body: new URLSearchParams(fields) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error_description ?? body.error);
  take(body);
}

function take(told) {
  const time = Date.parse(told.now);
  state.ahead = time - Date.now();
  state.stopped = told.frozen ? time : null;
  state.offset = told.offset_seconds;
  tick();
}

function tick() {
  for (const deed of [...watchers]) deed(now());
}

setInterval(tick, 250);

// onTick runs deed with the time at once, four times a second, and when the clock
// was moved, until signal is aborted.
export function onTick(deed, signal) {
  watchers.add(deed);
  signal.addEventListener("abort", () => watchers.delete(deed));
  deed(now());
}
