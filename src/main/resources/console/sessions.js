/** The list of sessions: newest first, page by page as one scrolls, brought up to date without moving under the reader. */
import { listSessions, now } from './api.js';
import { byId } from './dom.js';
import { queryOf } from './filters.js';
import { SessionRows } from './session-rows.js';

const PAGE = 50;
const EVERY = 2_000;
/** How far below the visible rows the next page is fetched, px. */
const AHEAD = 800;

export class Sessions {
  #scroller = byId('list-scroll');
  #rows = new SessionRows(byId('list-scroll'), byId('sessions'));
  #filters = null;
  #query = {};
  #cursor = null;
  #reading = null;
  #loading = false;
  #languages = new Set();
  #onLanguages;

  /** `onLanguages(set)` hears of the languages that were seen. */
  constructor(onLanguages) {
    this.#onLanguages = onLanguages;
    this.#scroller.addEventListener('scroll', () => this.#more(), { passive: true });
    byId('list-more').addEventListener('click', () => (this.#rows.size > 0 ? this.#more() : this.#reload()));
    addEventListener('resize', () => this.#more());
    byId('list-new').addEventListener('click', () => this.#reload());
    setInterval(() => this.refresh(), EVERY);
    setInterval(() => this.#rows.tick(now()), 1_000);
    document.addEventListener('visibilitychange', () => this.refresh());
  }

  show(filters, selected) {
    const changed = JSON.stringify(filters) !== JSON.stringify(this.#filters);
    this.#filters = filters;
    this.#rows.select(selected);
    if (changed) {
      this.#reload();
    } else {
      this.refresh();
    }
  }

  focus(sessionId) {
    this.#rows.focus(sessionId);
  }

  /** A session whose state is known from elsewhere. */
  know(session) {
    this.#rows.update([session], now());
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
      const seen = this.#rows.liveRange(PAGE);
      const visible = seen ? await listSessions({ ...this.#query, ...seen, limit: 500 }, signal) : { sessions: [] };
      if (!signal.aborted && !this.#loading) {
        this.#rows.update(visible.sessions, now());
        this.#merge(page);
        this.#state('');
        this.#more();
      }
    } catch (failure) {
      if (!signal.aborted) {
        this.#state('away', failure.message);
      }
    }
  }

  /** A page that knows none of the rows would leave a hole before them: then the reader decides when to begin anew. */
  #merge(page) {
    const known = page.sessions.some((session) => this.#rows.has(session.sessionId));
    if (!known && page.pagination.hasMore && this.#rows.size > 0) {
      byId('list-new').classList.add('shown');
    } else {
      this.#cursor = this.#rows.size === 0 ? page.pagination.nextCursor ?? null : this.#cursor;
      this.#rows.merge(page, this.#filters, now());
      this.#see(page.sessions);
    }
  }

  async #reload() {
    this.#reading?.abort();
    this.#reading = new AbortController();
    this.#query = queryOf(this.#filters);
    this.#loading = false;
    byId('list-new').classList.remove('shown');
    await this.#read(null, () => this.#rows.clear());
  }

  /** Reads on while the end is near. */
  #more() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    if (this.#cursor !== null && clientHeight > 0 && scrollHeight - scrollTop - clientHeight < AHEAD) {
      this.#read(this.#cursor, () => {});
    }
  }

  async #read(cursor, before) {
    if (this.#loading) {
      return;
    }
    this.#loading = true;
    const { signal } = this.#reading;
    try {
      const page = await listSessions({ ...this.#query, limit: PAGE, cursor }, signal);
      if (!signal.aborted) {
        before();
        this.#rows.append(page.sessions, this.#filters, now());
        this.#see(page.sessions);
        this.#cursor = page.pagination.nextCursor ?? null;
        this.#state('');
      }
    } catch (failure) {
      if (!signal.aborted) {
        before();
        this.#state('failed', failure.message);
      }
      return;
    } finally {
      if (!signal.aborted) {
        this.#loading = false;
      }
    }
    this.#more();
  }

  #see(sessions) {
    sessions.forEach((session) => this.#languages.add(session.language));
    this.#onLanguages(this.#languages);
  }

  #state(problem, message = '') {
    const { size } = this.#rows;
    const nothing = Object.keys(this.#filters).length > 0 ? 'nothing' : 'empty';
    const all = this.#cursor === null;
    byId('list').dataset.state = problem || (size === 0 ? nothing : 'rows');
    byId('list-problem').textContent = message;
    byId('list-end-text').textContent = all && size > 0 && !problem ? `${size.toLocaleString('en')} in all` : '';
    byId('list-count').textContent = `${size.toLocaleString('en')}${all ? '' : '+'}`;
  }
}
