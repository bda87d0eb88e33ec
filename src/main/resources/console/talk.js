/** One conversation: its head, facts, timeline and transcript, kept up to date while it is live. */
import { Actions } from './actions.js';
import { getSession, readEvents } from './api.js';
import { announce, byId, throttle } from './dom.js';
import { EventLog } from './event-log.js';
import { showFacts } from './facts.js';
import { Follower } from './follow.js';
import * as format from './format.js';
import { showConnection, showProblem, showSession } from './talk-head.js';
import { Timeline } from './timeline.js';
import { Transcript } from './transcript.js';

export class Talk {
  #root = byId('talk');
  #note;
  #actions = new Actions((session) => this.#update(session));
  #timeline = new Timeline(byId('timeline'), (index) => this.#jump(index));
  #transcript = new Transcript(byId('talk-scroll'), byId('rows'), (...seen) => this.#moved(...seen));
  #log = new EventLog();
  #session = null;
  #id = null;
  #wanted = null;
  #reading = null;
  #follower = null;
  #unread = 0;
  #overview = throttle(() => this.#drawOverview(), 250);
  #onSession;

  /** `note(eventId)` remembers the chosen event; `onSession(session)` hears of every state the session takes. */
  constructor({ note, onSession }) {
    this.#note = note;
    this.#onSession = onSession;
    byId('newest').addEventListener('click', () => this.#transcript.toEnd());
    byId('talk-retry').addEventListener('click', () => this.#load());
    const heads = new ResizeObserver(() => this.#measureHead());
    heads.observe(byId('talk-head'));
    heads.observe(byId('timeline-band'));
    setInterval(() => this.#session?.endedAt === null && this.#overview(), 1_000);
  }

  open(sessionId, eventId) {
    if (sessionId !== this.#id) {
      this.close();
      this.#id = sessionId;
      this.#wanted = eventId;
      this.#load();
    } else if (eventId) {
      this.#wanted = eventId;
      this.#lookForWanted();
    }
  }

  close() {
    this.#reading?.abort();
    this.#follower?.stop();
    this.#follower = null;
    this.#id = null;
    this.#session = null;
    this.#overview.cancel();
  }

  async #load() {
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    const id = this.#id;
    this.#log = new EventLog();
    this.#unread = 0;
    this.#timeline.clear();
    byId('facts').replaceChildren();
    this.#root.dataset.state = 'loading';
    this.#follower?.stop();
    this.#session = null;
    try {
      const session = await getSession(id, signal);
      this.#root.dataset.state = 'open';
      this.#update(session);
      this.#changed(0);
      if (session.endedAt === null) {
        this.#follow(id);
      } else {
        await this.#readAll(id, signal);
      }
    } catch (failure) {
      if (!signal.aborted) {
        this.#failed(id, failure);
      }
    }
  }

  #follow(id) {
    this.#connection('loading');
    const current = (action) => (argument) => this.#id === id && action(argument);
    this.#follower = new Follower(id, {
      onEvents: current((events) => this.#take(events)),
      onSession: current((session) => this.#update(session)),
      onState: current((state) => this.#connection(state)),
    });
    this.#transcript.live = true;
    this.#follower.start();
  }

  async #readAll(id, signal) {
    this.#transcript.live = false;
    this.#connection('loading');
    try {
      for await (const events of readEvents(id, signal)) {
        if (signal.aborted) {
          return;
        }
        this.#take(events);
      }
      this.#connection('ended');
    } catch (failure) {
      if (!signal.aborted) {
        this.#connection('broken');
        announce(failure.message || 'The events could not all be read.', { visible: true });
      }
    }
  }

  #failed(id, failure) {
    this.#root.dataset.state = failure.status === 404 ? 'missing' : 'failed';
    showProblem(id, failure);
  }

  #take(events) {
    const before = this.#log.entries.length;
    const from = this.#log.add(events);
    if (from < 0) {
      return;
    }
    if (this.#session.status === 'initiated') {
      this.#update({ ...this.#session, status: 'active' }); // by its first event; the stream tells of the end only
    }
    const follows = this.#transcript.atEnd;
    this.#changed(from);
    const live = this.#root.dataset.connection !== 'loading' && this.#session.endedAt === null;
    if (live && !follows) {
      this.#unread += this.#log.entries.length - before;
    }
    if (before === 0) {
      this.#drawOverview(); // with the first rows, that they do not have to move for it
    }
    this.#showNewest();
    this.#lookForWanted();
  }

  #changed(from) {
    this.#transcript.show(this.#log, this.#session, from);
    byId('rows').classList.toggle('eventless', this.#log.entries.length === 0);
    this.#overview();
  }

  #update(session) {
    this.#session = session;
    showSession(session);
    this.#actions.show(session);
    this.#overview();
    this.#onSession(session);
  }

  #connection(state) {
    showConnection(state, this.#root.dataset.connection);
    this.#root.dataset.connection = state;
    this.#overview();
  }

  #drawOverview() {
    const early = this.#log.entries.length === 0 && this.#root.dataset.connection === 'loading';
    if (this.#session && !early) {
      this.#timeline.show(this.#log, this.#session);
      showFacts(byId('facts'), this.#session, this.#log.entries, (index) => this.#jump(index));
      this.#transcript.settle();
    }
  }

  #jump(index) {
    this.#transcript.choose(index);
  }

  /** The event of the address may be anywhere in what is still on its way. */
  #lookForWanted() {
    const index = this.#wanted ? this.#log.indexOf(this.#wanted) : -1;
    if (index >= 0) {
      this.#wanted = null;
      this.#transcript.choose(index);
    }
  }

  #moved(first, last, current, chosen) {
    this.#timeline.mark(first, last, current);
    if (chosen && !this.#wanted && this.#log.entries[current]) {
      this.#note(this.#log.entries[current].id);
    }
    this.#showNewest();
  }

  #showNewest() {
    const live = this.#session?.endedAt === null && this.#root.dataset.connection !== 'loading';
    const away = live && !this.#transcript.atEnd;
    this.#unread = away ? this.#unread : 0;
    byId('newest').classList.toggle('shown', away);
    byId('newest').textContent = this.#unread > 0 ? `${format.count(this.#unread, 'new event')} ↓` : 'Newest ↓';
  }

  #measureHead() {
    const covered = byId('talk-head').offsetHeight + byId('timeline-band').offsetHeight;
    byId('timeline-band').style.top = byId('talk-head').offsetHeight + 'px';
    this.#transcript.covered = covered;
  }
}
