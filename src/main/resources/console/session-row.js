/** One session in the list. */
import { el } from './dom.js';
import * as format from './format.js';
import { brief, cut } from './json.js';

export class SessionRow {
  #live = null;

  constructor(session, href) {
    this.status = el('span', {});
    this.length = el('span', { class: 'length' });
    this.when = el('time', { class: 'when', datetime: session.startedAt });
    this.link = el('a', { class: 'session', href },
      this.status,
      el('span', { class: 'id', dir: 'ltr' }, session.sessionId),
      el('span', { class: 'language', dir: 'ltr' }, session.language),
      this.when,
      this.length,
      el('span', { class: 'about', dir: 'auto' }, ...about(session.metadata)));
    this.node = el('li', {}, this.link);
    this.id = session.sessionId;
    this.startedAt = Date.parse(session.startedAt);
    this.when.title = format.dateTime(this.startedAt);
  }

  get live() {
    return this.#live;
  }

  /** Whether what it says changes with time alone. */
  ticks(now) {
    return this.#live || now - this.startedAt < 3_700_000;
  }

  update(session, now) {
    this.#live = session.endedAt === null;
    this.ended = this.#live ? null : Date.parse(session.endedAt);
    if (this.status.textContent !== session.status) {
      this.status.className = `status ${session.status}`;
      this.status.textContent = session.status;
    }
    this.tick(now);
  }

  tick(now) {
    const length = format.clock(Math.max(0, (this.ended ?? now) - this.startedAt));
    const when = format.started(this.startedAt, now);
    if (this.length.textContent !== length) {
      this.length.textContent = length;
    }
    if (this.when.textContent !== when) {
      this.when.textContent = when;
    }
  }
}

/** What the metadata says, in a line. */
function about(metadata) {
  return Object.entries(metadata ?? {}).slice(0, 8).flatMap(([key, value], index) => [
    (index > 0 ? ' · ' : '') + cut(key, 40) + ' ',
    el('b', {}, cut(typeof value === 'string' ? value : brief(value), 120)),
  ]);
}
