/**
 * Where one is, as the fragment of the address: `#/?status=active`, `#/sessions/call-7f3a/turn-004?status=active`. The fragment
 * needs no route in the server, works below any prefix, and its links are links.
 */

const FILTERS = ['status', 'language', 'since', 'from', 'to'];

export function parseRoute(hash) {
  const mark = hash.indexOf('?');
  const path = (mark < 0 ? hash : hash.slice(0, mark)).replace(/^#/, '');
  const query = new URLSearchParams(mark < 0 ? '' : hash.slice(mark + 1));
  const [place, sessionId, eventId] = path.split('/').filter(Boolean).map(decode);
  const filters = {};
  for (const name of FILTERS) {
    if (query.get(name)) {
      filters[name] = query.get(name);
    }
  }
  const inside = place === 'sessions' && sessionId;
  return { sessionId: inside ? sessionId : null, eventId: (inside && eventId) || null, filters };
}

export function formatRoute({ sessionId = null, eventId = null, filters = {} }) {
  const path = [sessionId && 'sessions', sessionId, sessionId && eventId].filter(Boolean).map(encodeURIComponent).join('/');
  const query = new URLSearchParams(filters).toString();
  return '#/' + path + (query && '?' + query);
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Keeps the route and tells `onChange(route)` of every change, whoever made it. */
export class Router {
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
    this.route = parseRoute(location.hash);
    addEventListener('hashchange', () => this.#arrive());
    addEventListener('popstate', () => this.#arrive());
  }

  start() {
    this.#onChange(this.route);
  }

  go(route, { replace = false } = {}) {
    const hash = formatRoute(route);
    if (hash !== formatRoute(this.route)) {
      history[replace ? 'replaceState' : 'pushState'](null, '', hash);
      this.#arrive();
    }
  }

  /** Remembers the event that is looked at, without a step in the history and without telling anybody. */
  note(eventId) {
    this.route = { ...this.route, eventId };
    history.replaceState(null, '', formatRoute(this.route));
  }

  #arrive() {
    const route = parseRoute(location.hash);
    if (formatRoute(route) !== formatRoute(this.route)) {
      this.route = route;
      this.#onChange(route);
    }
  }
}
