/**
 * Follows a live session: by the stream, resumed where it broke off; where there is no stream, by asking again and again.
 * Tells `onEvents(events)`, with repeats, `onSession(session)` and
 * `onState('live' | 'reconnecting' | 'polling' | 'paused' | 'gone' | 'ended')`.
 */
import { Failure, chunks, eventsPath, getSession, listEvents, readEvents, request, url } from './api.js';
import { pause } from './dom.js';
import { parse } from './json.js';
import { credential } from './sign-in.js';
import { SseParser } from './sse.js';

const LONGEST_WAIT = 10_000;
/** A stream that ends whole after this long is followed by the next at once. */
const AT_REST = 1_000;
/** Three heartbeats: a connection that says nothing for so long is dead, though nobody told us. */
const SILENCE = 45_000;
/** How long polling goes on before the stream is tried again. */
const STREAM_AGAIN = 30_000;
/** A browser has few connections to one server: a tab in the background gives its own back after this long. */
const BACKGROUND = 30_000;
/** Events may be stored a little after later ones; each poll reads this far back. */
const OVERLAP = 60_000;

export class Follower {
  #sessionId;
  #tell;
  #stop = new AbortController();
  #wake = null;
  #lastId = null;
  #ended = false;
  #newest = null;
  #failures = 0;
  #connection = null;
  #background = null;
  #paused = false;

  constructor(sessionId, tell) {
    this.#sessionId = sessionId;
    this.#tell = tell;
  }

  start() {
    addEventListener('online', this.#retryNow);
    document.addEventListener('visibilitychange', this.#lookedAt);
    this.#run().finally(() => {
      removeEventListener('online', this.#retryNow);
      document.removeEventListener('visibilitychange', this.#lookedAt);
      clearTimeout(this.#background);
    });
  }

  stop() {
    this.#stop.abort();
    this.#connection?.abort();
    this.#wake?.abort();
  }

  #retryNow = () => this.#wake?.abort();

  #lookedAt = () => {
    clearTimeout(this.#background);
    if (document.hidden) {
      this.#background = setTimeout(() => {
        this.#paused = true;
        this.#connection?.abort();
      }, BACKGROUND);
    } else if (this.#paused) {
      this.#paused = false;
      this.#retryNow();
    }
  };

  get #stopped() {
    return this.#stop.signal.aborted;
  }

  async #run() {
    while (!this.#stopped && !this.#ended) {
      if (this.#paused) {
        this.#tell.onState('paused');
        await this.#sleep(2 ** 31 - 1);
        continue;
      }
      try {
        if (await this.#stream()) {
          continue; // nobody has to be told
        }
      } catch (failure) {
        if (this.#stopped || this.#ended) {
          return;
        }
        if (failure instanceof Failure && failure.status === 400 && this.#lastId !== null) {
          this.#lastId = null; // not a position of this service, or no longer: from the beginning, repeats are dropped
        } else if (failure instanceof Failure && failure.status >= 400) {
          await this.#poll(failure.status);
          continue;
        }
      }
      if (!this.#ended && !this.#paused) {
        await this.#waitToReconnect();
      }
    }
  }

  async #waitToReconnect() {
    this.#tell.onState('reconnecting');
    const most = Math.min(LONGEST_WAIT, 500 * 2 ** this.#failures++);
    await this.#sleep(most / 2 + (most / 2) * Math.random());
  }

  async #sleep(ms) {
    this.#wake = new AbortController();
    if (!this.#stopped) {
      await pause(ms, this.#wake.signal);
    }
  }

  /** Whether it was open for a while, and then ended whole as the token did with which it began. */
  async #stream() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const close = () => this.#connection.abort();
    let watchdog = setTimeout(close, SILENCE);
    try {
      const shown = await credential();
      const headers = { Accept: 'text/event-stream' };
      if (this.#lastId !== null) {
        headers['Last-Event-ID'] = this.#lastId;
      }
      const response = await request(url(eventsPath(this.#sessionId) + '/stream'), { headers, signal });
      this.#failures = 0;
      if (response.status === 204) {
        this.#end(await getSession(this.#sessionId, signal)); // it ended while we were away, and nothing is new
        return false;
      }
      this.#tell.onState('live');
      const begun = performance.now();
      const parser = new SseParser();
      parser.lastId = this.#lastId;
      for await (const text of chunks(response)) {
        clearTimeout(watchdog);
        watchdog = setTimeout(close, SILENCE);
        this.#deliver(parser.push(text));
      }
      return performance.now() - begun > AT_REST && shown !== await credential();
    } finally {
      clearTimeout(watchdog);
    }
  }

  #deliver(messages) {
    const events = messages.filter((message) => message.name !== 'session').map((message) => parse(message.data));
    if (events.length > 0) {
      this.#take(events);
    }
    for (const message of messages) {
      this.#lastId = message.id;
      if (message.name === 'session') {
        this.#end(parse(message.data));
      }
    }
  }

  #take(events) {
    for (const event of events) {
      const at = Date.parse(event.timestamp);
      this.#newest = this.#newest === null ? at : Math.max(this.#newest, at);
    }
    this.#tell.onEvents(events);
  }

  #end(session) {
    this.#ended = true;
    this.#tell.onSession(session);
    this.#tell.onState('ended');
  }

  /** `status` is what the stream was refused with: one that does not exist is not asked for again. */
  async #poll(status) {
    const until = status === 404 || status === 405 || status === 406 ? Infinity : Date.now() + STREAM_AGAIN;
    let wait = 1_000;
    while (!this.#stopped && !this.#ended && !this.#paused && Date.now() < until) {
      try {
        // The session first: what was stored before it ended is then surely read after it.
        const session = await getSession(this.#sessionId, this.#stop.signal);
        const before = this.#newest;
        await this.#readNew(session.endedAt !== null);
        this.#failures = 0;
        this.#tell.onState('polling');
        wait = this.#newest === before ? Math.min(wait * 1.5, 5_000) : 1_000;
        if (session.endedAt !== null) {
          this.#end(session);
          return;
        }
        this.#tell.onSession(session);
        await this.#sleep(wait);
      } catch (failure) {
        if (failure.status === 404) {
          this.#ended = true;
          this.#tell.onState('gone');
        } else if (!this.#stopped) {
          await this.#waitToReconnect();
        }
      }
    }
  }

  async #readNew(all) {
    if (this.#newest === null || all) {
      for await (const events of readEvents(this.#sessionId, this.#stop.signal)) {
        this.#take(events);
      }
      return;
    }
    const query = { from: new Date(this.#newest - OVERLAP).toISOString(), limit: 500 };
    do {
      const page = await listEvents(this.#sessionId, query, this.#stop.signal);
      if (page.events.length > 0) {
        this.#take(page.events);
      }
      query.cursor = page.pagination.nextCursor;
    } while (query.cursor);
  }
}
