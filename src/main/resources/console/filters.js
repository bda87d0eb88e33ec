/** The filters of the list: what the address says, as controls; and as the query that the service understands. */
import { now } from './api.js';
import { byId } from './dom.js';
import { fromLocalInput, toLocalInput } from './format.js';

const MINUTE = 60_000;
const SINCE = { '15m': 15 * MINUTE, '1h': 60 * MINUTE, '24h': 1_440 * MINUTE, '7d': 10_080 * MINUTE, '30d': 43_200 * MINUTE };

/** The query of `GET /sessions`; relative times are taken from now on. */
export function queryOf({ status, language, since, from, to }) {
  const startedFrom = SINCE[since] ? new Date(now() - SINCE[since]).toISOString() : from;
  return { status, language, startedFrom, startedTo: since ? undefined : to };
}

export class Filters {
  #filters = {};
  #onChange;

  /** `onChange(filters, how)` when the reader sets one; `how` is for the router. */
  constructor(onChange) {
    this.#onChange = onChange;
    byId('filter-status').addEventListener('change', (event) => this.#set({ status: event.target.value }));
    byId('filter-language').addEventListener('change', (event) => this.#set({ language: event.target.value.trim() }));
    byId('filter-time').addEventListener('change', (event) => this.#time(event.target.value));
    for (const name of ['from', 'to']) {
      // Every digit typed into a date is a change: no step in the history for each.
      byId('filter-' + name).addEventListener('change', (event) =>
        this.#set({ [name]: fromLocalInput(event.target.value), since: '' }, { replace: true }));
    }
    byId('filter-clear').addEventListener('click', () => this.#onChange({}));
  }

  show(filters) {
    this.#filters = filters;
    for (const radio of byId('filter-status').querySelectorAll('input')) {
      radio.checked = radio.value === (filters.status ?? '');
    }
    const between = Boolean(filters.from || filters.to);
    byId('filter-language').value = filters.language ?? '';
    byId('filter-time').value = SINCE[filters.since] ? filters.since : between ? 'between' : '';
    byId('filter-from').value = toLocalInput(filters.from ?? '');
    byId('filter-to').value = toLocalInput(filters.to ?? '');
    byId('filter-between').hidden = !between;
    byId('filter-clear').hidden = Object.keys(filters).length === 0;
  }

  /** Languages that were seen, as suggestions. */
  suggest(languages) {
    const list = byId('languages');
    if (list.childElementCount !== languages.size) {
      list.replaceChildren(...[...languages].sort().map((language) => new Option(language, language)));
    }
  }

  #time(value) {
    byId('filter-between').hidden = value !== 'between';
    if (value === 'between') {
      byId('filter-from').focus();
    } else {
      this.#set({ since: value, from: '', to: '' });
    }
  }

  #set(change, how) {
    const filters = Object.entries({ ...this.#filters, ...change }).filter(([, value]) => value);
    this.#onChange(Object.fromEntries(filters), how);
  }
}
