/** The service's HTTP API as the console uses it. */
import { Failure, reason, send, url } from './base.js';
import { parse } from './json.js';
import { credential, isNeeded, refused } from './sign-in.js';

const NDJSON = 'application/x-ndjson';

export { Failure, url };

export const sessionPath = (sessionId) => 'sessions/' + encodeURIComponent(sessionId);
export const eventsPath = (sessionId) => sessionPath(sessionId) + '/events';

/** How far the server's clock is ahead of this one's; small differences are no more than the way of an answer. */
let ahead = 0;
export const now = () => Date.now() + ahead;

/** Fetches, and throws a Failure for everything but 2xx; waits for somebody to sign in, and again when they have to. */
export async function request(address, options = {}) {
  let response = null;
  for (let shown = await credential(); ; shown = await credential()) {
    response = await send(address, shown === null ? options
      : { ...options, headers: { ...options.headers, Authorization: `Bearer ${shown}` } });
    if (response.status !== 401 || shown === null) {
      break;
    }
    await refused(shown, await reason(response));
  }
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) {
    ahead = Math.abs(date - Date.now()) > 3_000 ? date - Date.now() : 0;
  }
  if (!response.ok) {
    throw new Failure(response.status, await reason(response));
  }
  return response;
}

async function json(address, options) {
  return parse(await (await request(address, { headers: { Accept: 'application/json' }, ...options })).text());
}

export const listSessions = (query, signal) => json(url('sessions', query), { signal });

/** The session alone; its events come by other ways. */
export async function getSession(sessionId, signal) {
  return (await json(url(sessionPath(sessionId), { limit: 1 }), { signal })).session;
}

export const listEvents = (sessionId, query, signal) => json(url(eventsPath(sessionId), query), { signal });

function post(path, body, signal) {
  return json(url(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
}

export const createSession = (session, signal) => post('sessions', session, signal);
export const appendEvent = (sessionId, event, signal) => post(eventsPath(sessionId), event, signal);
export const completeSession = (sessionId, status) => post(sessionPath(sessionId) + '/complete', { status });

/** What is stuck, and that it is sent again. */
export const listWebhooks = (limit) => json(url('webhooks/deliveries?state=failing&state=given-up', { limit }));
export const retryWebhooks = () => post('webhooks/deliveries/retry');

/** All events of a session, in arrays as they come off the wire. */
export async function* readEvents(sessionId, signal) {
  const response = await request(url(eventsPath(sessionId)), { headers: { Accept: NDJSON }, signal });
  let rest = '';
  for await (const text of chunks(response)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    if (lines.length > 0) {
      yield lines.filter(Boolean).map(parse);
    }
  }
  if (rest) {
    yield [parse(rest)];
  }
}

/** The text of an answer, piece by piece; not by `for await` over the body, which not every browser has. */
export async function* chunks(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      yield step.value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

export async function downloadEvents(sessionId) {
  return (await request(url(eventsPath(sessionId)), { headers: { Accept: NDJSON } })).blob();
}

/** What a command line adds where one signs in: the shell knows the token, and no clipboard. */
export const BEARER = '-H "Authorization: Bearer $TOKEN" ';

/** A command line that asks for the same. */
export function curl(address, accept) {
  const quote = (text) => `'${String(text).replaceAll("'", `'\\''`)}'`;
  return `curl -s ${isNeeded() ? BEARER : ''}${accept ? `-H ${quote('Accept: ' + accept)} ` : ''}${quote(address)}`;
}

export const eventsCurl = (sessionId) => curl(url(eventsPath(sessionId)), NDJSON);
