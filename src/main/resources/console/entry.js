/** An event as the console shows it: who, when, how long, and what there is to read. */

const SIDES = [[/^(user|caller|customer|human)/i, 'user'], [/^(bot|agent|assistant)/i, 'bot']];

function side(type) {
  return SIDES.find(([pattern]) => pattern.test(type))?.[1] ?? 'system';
}

/** The text of a payload, the tool it calls or answers for, and what remains to be unfolded. */
function read(payload) {
  if (typeof payload.text === 'string') {
    const { text, ...rest } = payload;
    return { text, rest };
  }
  if (payload.kind === 'tool_call' && typeof payload.tool === 'string') {
    return { tool: payload.tool, call: true, rest: payload.arguments ?? payload };
  }
  if (payload.kind === 'tool_result' && typeof payload.tool === 'string') {
    return { tool: payload.tool, call: false, rest: payload.result ?? payload };
  }
  return { rest: payload };
}

/**
 * `at` and `end` are ms; `gap`, ms of silence before an utterance, and `answers`, whether it is the bot's after the user's, are
 * set by the log.
 */
export function entryOf(event) {
  const at = Date.parse(event.timestamp);
  const { durationMs } = event.payload;
  const speaks = typeof durationMs === 'number' && durationMs >= 0 && durationMs <= 86_400_000;
  return {
    id: event.eventId,
    event,
    at,
    end: at + (speaks ? durationMs : 0),
    duration: speaks ? durationMs : null,
    side: side(event.type),
    late: event.late === true,
    gap: null,
    answers: false,
    unfolded: false,
    height: null,
    ...read(event.payload),
  };
}

export const who = (entry) => ({ user: 'User', bot: 'Bot', system: 'System' })[entry.side];

/** One line of what happened. */
export function says(entry, brief) {
  if (entry.text !== undefined) {
    return entry.text;
  }
  if (entry.tool) {
    return `${entry.call ? '' : '→ '}${entry.tool} ${brief(entry.rest)}`;
  }
  return brief(entry.rest);
}
