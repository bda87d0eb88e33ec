/** The list of sessions: newest first, page by page as one scrolls, brought up to date without moving under the reader. */
import { listSessions, now } from './api.js';
import { byId } from './dom.js';
import { queryOf } from './filters.js';
import { formatRoute } from './router.js';
import { SessionRow } from './session-row.js';

const PAGE = 50;
const EVERY = 3_000;

export class Sessions {
  #scroller = byId('list-scroll');
  #list = byId('sessions');
  #root = byId('list');
  #rows = [];
  #byId = new Map();
  #filters = null;
  #query = {};
  #cursor = null;
  #reading = null;
  #loading = false;
  #selected = null;
  #onLanguages;
  languages = new Set();

  constructor({ onLanguages }) {
    this.#onLanguages = onLanguages;
    new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.#more(), { root: this.#scroller, rootMargin: '800px' })
      .observe(byId('list-end'));
    byId('list-more').addEventListener('click', () => (this.#rows.length ? this.#more(true) : this.#reload()));
    byId('list-new').addEventListener('click', () => this.#reload());
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    setInterval(() => this.refresh(), EVERY);
    setInterval(() => this.#rows.forEach((row) => row.live && row.tick(now())), 1_000);
    document.addEventListener('visibilitychange', () => this.refresh());
  }

  show(filters, selected) {
    const changed = JSON.stringify(filters) !== JSON.stringify(this.#filters);
    this.#filters = filters;
    this.#select(selected);
    if (changed) {
      this.#reload();
    } else {
      this.refresh();
    }
  }

  /** The row that was open, or the first. */
  focus(sessionId) {
    (this.#byId.get(sessionId) ?? this.#rows[0])?.link.focus();
  }

  /** Asks for the newest, and for the visible ones that may have changed. */
  async refresh() {
    const unseen = document.hidden || this.#scroller.clientHeight === 0;
    if (unseen || this.#loading || this.#filters === null) {
      return;
    }
    const { signal } = this.#reading;
    try {
      const page = await listSessions({ ...this.#query, limit: PAGE }, signal);
      const seen = this.#visibleRange();
      const visible = seen && await listSessions({ ...this.#query, ...seen, limit: 500 }, signal);
      if (!signal.aborted && !this.#loading) {
        this.#merge(page, visible ? visible.sessions : []);
        this.#state('');
      }
    } catch (failure) {
      if (!signal.aborted) {
        this.#state('away', failure.message);
      }
    }
  }

  /** A session whose state is known from elsewhere. */
  know(session) {
    this.#byId.get(session.sessionId)?.update(session, now());
  }

  async #reload() {
    this.#reading?.abort();
    this.#reading = new AbortController();
    this.#query = queryOf(this.#filters);
    this.#cursor = null;
    this.#loading = false;
    byId('list-new').classList.remove('shown');
    const had = this.#rows;
    await this.#more(true, () => {
      this.#rows = [];
      this.#byId.clear();
      had.forEach((row) => row.node.remove());
      this.#scroller.scrollTop = 0;
    });
  }

  async #more(first = false, clear = () => {}) {
    if (this.#loading || (!first && this.#cursor === null)) {
      return;
    }
    this.#loading = true;
    const { signal } = this.#reading;
    try {
      const page = await listSessions({ ...this.#query, limit: PAGE, cursor: this.#cursor }, signal);
      if (signal.aborted) {
        return;
      }
      clear();
      this.#append(page.sessions);
      this.#cursor = page.pagination.nextCursor ?? null;
      this.#state('');
    } catch (failure) {
      if (!signal.aborted) {
        clear();
        this.#cursor = failure.status >= 400 && failure.status < 500 ? null : this.#cursor;
        this.#state('failed', failure.message);
      }
    } finally {
      if (!signal.aborted) {
        this.#loading = false;
      }
    }
  }

  #append(sessions) {
    const rows = sessions.filter((session) => !this.#byId.has(session.sessionId)).map((session) => this.#row(session));
    this.#rows.push(...rows);
    this.#list.append(...rows.map((row) => row.node));
  }

  #row(session) {
    const row = new SessionRow(session, formatRoute({ sessionId: session.sessionId, filters: this.#filters }));
    row.update(session, now());
    this.#byId.set(row.id, row);
    this.languages.add(session.language);
    if (row.id === this.#selected) {
      row.link.setAttribute('aria-current', 'page');
    }
    return row;
  }

  /** Puts the newest page before what is there; keeps the first visible row where it stands. */
  #merge(page, visible) {
    const known = page.sessions.some((session) => this.#byId.has(session.sessionId));
    if (!known && page.pagination.hasMore && this.#rows.length > 0) {
      byId('list-new').classList.add('shown');
      return;
    }
    const at = now();
    const anchor = this.#scroller.scrollTop > 0 && this.#rows.find((row) => row.node.getBoundingClientRect().bottom > this.#top());
    const before = anchor && anchor.node.getBoundingClientRect().top;
    [...page.sessions, ...visible].forEach((session) => this.#byId.get(session.sessionId)?.update(session, at));
    const fresh = page.sessions.map((session) => this.#byId.get(session.sessionId) ?? this.#row(session));
    const kept = new Set(fresh);
    const oldest = page.pagination.hasMore ? fresh.at(-1).startedAt : -Infinity;
    const rest = this.#rows.filter((row) => !kept.has(row) && row.startedAt <= oldest);
    this.#arrange([...fresh, ...rest]);
    this.#rows.forEach((row) => row.tick(at));
    if (anchor && anchor.node.isConnected) {
      this.#scroller.scrollTop += anchor.node.getBoundingClientRect().top - before;
    }
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

  #top() {
    return this.#scroller.getBoundingClientRect().top;
  }

  /** The times that the visible rows began in, if one of them is live and not on the first page anyway. */
  #visibleRange() {
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const seen = this.#rows.slice(PAGE).filter((row) => {
      const bounds = row.node.getBoundingClientRect();
      return bounds.bottom > top && bounds.top < bottom;
    });
    return seen.some((row) => row.live)
      && { startedFrom: new Date(seen.at(-1).startedAt).toISOString(), startedTo: new Date(seen[0].startedAt + 1).toISOString() };
  }

  #select(sessionId) {
    const before = this.#byId.get(this.#selected);
    const row = this.#byId.get(sessionId);
    before?.link.removeAttribute('aria-current');
    row?.link.setAttribute('aria-current', 'page');
    this.#selected = sessionId;
    // Rows have another height beside a conversation.
    (row ?? before)?.node.scrollIntoView({ block: 'nearest' });
  }

  #state(state, message = '') {
    const empty = this.#rows.length === 0 && state === '';
    const filtered = Object.keys(this.#filters).length > 0;
    this.#root.dataset.state = state || (empty ? (filtered ? 'nothing' : 'empty') : 'rows');
    byId('list-problem').textContent = message;
    byId('list-end-text').textContent = this.#cursor === null && this.#rows.length > 0 && state === ''
      ? `${this.#rows.length.toLocaleString('en')} in all` : '';
    byId('list-count').textContent = `${this.#rows.length.toLocaleString('en')}${this.#cursor === null ? '' : '+'}`;
    this.#onLanguages(this.languages);
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
