/** The head of a conversation: what it is, how it stands, whether news still come. */
import { now } from './api.js';
import { announce, byId } from './dom.js';
import * as format from './format.js';

const CONNECTIONS = {
  loading: ['reading…', 'Reading the events'],
  live: ['live', 'Connected: events appear as they are stored'],
  polling: ['polling', 'No stream here: asking for new events every few seconds'],
  reconnecting: ['reconnecting', 'The connection is lost; trying again'],
  paused: ['paused', 'This tab was in the background; it goes on now that it is looked at'],
  gone: ['gone', 'The session is no longer stored'],
  ended: ['ended', 'The session has ended; all of it is here'],
  broken: ['incomplete', 'The events could not all be read'],
};

export function showSession(session) {
  const status = byId('talk-status');
  status.className = `status ${session.status}`;
  status.textContent = session.status;
  byId('talk-id').textContent = session.sessionId;
  byId('talk-language').textContent = session.language;
  byId('talk-started').textContent = format.started(Date.parse(session.startedAt), now());
  byId('talk-started').setAttribute('datetime', session.startedAt);
  byId('talk-started').title = format.dateTime(Date.parse(session.startedAt));
}

export function showConnection(state, before) {
  const pill = byId('talk-connection');
  const [text, title] = CONNECTIONS[state];
  pill.textContent = text;
  pill.title = title;
  pill.className = `connection ${state}`;
  const lost = state === 'reconnecting' && before !== state;
  const back = before === 'reconnecting' && before !== state;
  const over = state === 'ended' && before !== 'loading';
  if (lost || back || over) {
    announce(title);
  }
}

export function showProblem(id, { status, message }) {
  const missing = status === 404;
  byId('talk-problem').textContent = missing ? `There is no session “${id}”.` : 'This conversation cannot be read right now.';
  byId('talk-detail').textContent = missing
    ? 'Ids are told apart by upper and lower case. Perhaps it has not been created yet, or its time of retention is over.'
    : message;
  announce(byId('talk-problem').textContent);
}
