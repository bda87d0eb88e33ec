/** The rows of the list: what exists, in which order, and where the reader is among them. */
import { formatRoute } from './router.js';
import { SessionRow } from './session-row.js';

export class SessionRows {
  #scroller;
  #list;
  #rows = [];
  #byId = new Map();
  #selected = null;

  constructor(scroller, list) {
    this.#scroller = scroller;
    this.#list = list;
    list.addEventListener('keydown', (event) => this.#key(event));
  }

  get size() {
    return this.#rows.length;
  }

  has(sessionId) {
    return this.#byId.has(sessionId);
  }

  clear() {
    this.#arrange([]);
    this.#scroller.scrollTop = 0;
  }

  append(sessions, filters, now) {
    const fresh = sessions.filter((session) => !this.has(session.sessionId));
    this.#arrange([...this.#rows, ...fresh.map((session) => this.#make(session, filters, now))]);
  }

  update(sessions, now) {
    sessions.forEach((session) => this.#byId.get(session.sessionId)?.update(session, now));
  }

  /** Puts the newest page before what is there, which keeps its place under the reader's eyes. */
  merge({ sessions, pagination }, filters, now) {
    const { top } = this.#scroller.getBoundingClientRect();
    const anchor = this.#scroller.scrollTop > 0
      ? this.#rows.find((row) => row.node.getBoundingClientRect().bottom > top) : undefined;
    const before = anchor?.node.getBoundingClientRect().top;
    this.update(sessions, now);
    const newest = sessions.map((session) => this.#byId.get(session.sessionId) ?? this.#make(session, filters, now));
    const kept = new Set(newest);
    const oldest = pagination.hasMore ? newest.at(-1).startedAt : -Infinity;
    this.#arrange([...newest, ...this.#rows.filter((row) => !kept.has(row) && row.startedAt <= oldest)]);
    if (anchor?.node.isConnected) {
      this.#scroller.scrollTop += anchor.node.getBoundingClientRect().top - before;
    }
  }

  tick(now) {
    this.#rows.filter((row) => row.ticks(now)).forEach((row) => row.tick(now));
  }

  /** The times that the visible rows from `first` on began in, if one of them is live. */
  liveRange(first) {
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const seen = this.#rows.slice(first).filter((row) => {
      const bounds = row.node.getBoundingClientRect();
      return bounds.bottom > top && bounds.top < bottom;
    });
    return seen.some((row) => row.live)
      ? { startedFrom: new Date(seen.at(-1).startedAt).toISOString(), startedTo: new Date(seen[0].startedAt + 1).toISOString() }
      : null;
  }

  select(sessionId) {
    const before = this.#byId.get(this.#selected);
    const row = this.#byId.get(sessionId);
    before?.link.removeAttribute('aria-current');
    row?.link.setAttribute('aria-current', 'page');
    this.#selected = sessionId;
    // Rows have another height beside a conversation, so the place is another, too.
    (row ?? before)?.node.scrollIntoView({ block: 'nearest' });
  }

  /** Onto that row, or the first. */
  focus(sessionId) {
    (this.#byId.get(sessionId) ?? this.#rows[0])?.link.focus();
  }

  #make(session, filters, now) {
    const row = new SessionRow(session, formatRoute({ sessionId: session.sessionId, filters }));
    row.update(session, now);
    this.#byId.set(row.id, row);
    if (row.id === this.#selected) {
      row.link.setAttribute('aria-current', 'page');
    }
    return row;
  }

  /** Moves only what has to move: a row that stays keeps its focus. */
  #arrange(rows) {
    const kept = new Set(rows);
    for (const row of this.#rows.filter((each) => !kept.has(each))) {
      row.node.remove();
      this.#byId.delete(row.id);
    }
    let next = this.#list.firstChild;
    for (const row of rows) {
      if (row.node === next) {
        next = next.nextSibling;
      } else {
        this.#list.insertBefore(row.node, next);
      }
    }
    this.#rows = rows;
  }

  #key(event) {
    const row = event.target.closest('li');
    const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling,
      Home: this.#list.firstElementChild, End: this.#list.lastElementChild }[event.key];
    if (next) {
      next.querySelector('a').focus();
      event.preventDefault();
    }
  }
}
