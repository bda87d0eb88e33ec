/** The conversation to read: one row an event, in a list that draws what is visible. */
import { el } from './dom.js';
import { says, who } from './entry.js';
import * as format from './format.js';
import { brief, cut, pretty } from './json.js';
import { SILENCE, SLOW, VERY_SLOW } from './timeline-shape.js';
import { VirtualList } from './virtual-list.js';

/** A longer text is cut until somebody asks for the rest: laying out a megabyte takes the page's breath. */
const LONG_TEXT = 4_000;
/** What an average character takes of a bubble's line, in px, and a line of it. */
const CHARACTER = 7.3;
const LINE = 22;

export class Transcript {
  #scroller;
  #list;
  #entries = [];
  #start = 0;
  #current = 0;
  #seen = [0, 0];
  #chosen = false;
  #onMove;

  /** `onMove(first, last, current, chosen)`: what is in view, the marked event or -1, and whether it was chosen just now. */
  constructor(scroller, box, onMove) {
    this.#scroller = scroller;
    this.#onMove = onMove;
    this.#list = new VirtualList(scroller, box, {
      render: (entry, index) => this.#row(entry, index),
      estimate,
      onDraw: (first, last) => this.#drawn(first, last),
    });
    box.addEventListener('keydown', (event) => this.#key(event));
    box.addEventListener('focusin', (event) => {
      const row = event.target.closest('[aria-posinset]');
      if (row && Number(row.getAttribute('aria-posinset')) - 1 !== this.#current) {
        this.choose(Number(row.getAttribute('aria-posinset')) - 1, { scroll: false });
      }
    });
  }

  get atEnd() {
    return this.#list.atEnd;
  }

  set covered(height) {
    this.#list.covered = height;
  }

  set live(live) {
    this.#list.stay = live;
  }

  show(log, session, from) {
    if (this.#entries !== log.entries) {
      this.#current = 0;
      this.#chosen = false;
      this.#scroller.scrollTop = 0;
    }
    this.#entries = log.entries;
    this.#start = Date.parse(session.startedAt);
    this.#list.update(log.entries, from);
  }

  toEnd() {
    this.#list.scrollToEnd();
  }

  settle() {
    this.#list.settle();
  }

  /** Makes an event the current one and brings it into view. */
  choose(index, { scroll = true, nearest = false, focus = false } = {}) {
    const before = this.#list.node(this.#entries[this.#current]);
    this.#current = index;
    this.#chosen = true;
    if (scroll) {
      this.#list.scrollTo(index, { nearest });
    }
    const node = this.#list.node(this.#entries[index]);
    mark(before, false, false);
    mark(node, true, true);
    if (focus) {
      node?.focus({ preventScroll: true });
    }
    this.#onMove(...this.#seen, this.#current, true);
  }

  #drawn(first, last) {
    this.#seen = [first, last];
    this.#onMove(first, last, this.#chosen ? this.#current : -1, false);
  }

  #key(event) {
    const page = Math.max(1, this.#seen[1] - this.#seen[0]);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    if (by !== undefined && event.target.closest('pre, summary') === null) {
      const index = Math.max(0, Math.min(this.#entries.length - 1, this.#current + by));
      this.choose(index, { nearest: true, focus: true });
      event.preventDefault();
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target.matches('[aria-posinset]')) {
      event.target.querySelector('.fold')?.click();
      event.preventDefault();
    }
  }

  #row(entry, index) {
    const gap = gapOf(entry);
    const row = el('article', { class: `row ${entry.side}`, role: 'article', tabindex: '-1',
      'aria-label': `${who(entry)}, ${format.clock(entry.at - this.#start)}` },
    gap, entry.text !== undefined ? this.#speech(entry) : this.#action(entry));
    mark(row, index === this.#current, this.#chosen);
    return row;
  }

  #speech(entry) {
    const long = entry.text.length > LONG_TEXT && !entry.whole;
    return el('div', { class: 'bubble' },
      el('p', { class: 'text', dir: 'auto' }, long ? cut(entry.text, LONG_TEXT) : entry.text),
      long && el('button', { type: 'button', class: 'link', onclick: () => { entry.whole = true; this.#list.refresh(entry); } },
        `Show all ${entry.text.length.toLocaleString('en')} characters`),
      this.#foot(entry, Object.keys(entry.rest).length > 0 && 'JSON'),
      this.#json(entry));
  }

  #action(entry) {
    const name = entry.tool ? (entry.call ? '' : '→ ') + entry.tool : entry.event.type;
    return el('div', { class: 'action' },
      this.#foldButton(entry, [
        el('span', { class: entry.tool ? (entry.call ? 'tool call' : 'tool result') : 'tool' }, name),
        el('code', { class: 'brief', dir: 'auto' }, brief(entry.rest)),
      ]),
      this.#foot(entry, null),
      this.#json(entry));
  }

  #foot(entry, fold) {
    return el('div', { class: 'foot' },
      entry.late && el('span', { class: 'late', title: 'It arrived after the session had ended' }, 'late'),
      el('time', { datetime: entry.event.timestamp, title: `${format.dateTime(entry.at)} · ${entry.id}` },
        format.offset(entry.at - this.#start)),
      entry.duration !== null && el('span', { class: 'length' }, format.length(entry.duration)),
      fold && this.#foldButton(entry, [fold]));
  }

  #foldButton(entry, content) {
    return el('button', { type: 'button', class: 'fold', tabindex: '-1', 'aria-expanded': String(entry.unfolded), onclick: () => {
      entry.unfolded = !entry.unfolded;
      const focused = this.#list.node(entry)?.contains(document.activeElement);
      this.#list.refresh(entry);
      if (focused) {
        this.#list.node(entry)?.focus({ preventScroll: true });
      }
    } }, ...content);
  }

  #json(entry) {
    return entry.unfolded && el('pre', { class: 'json', dir: 'ltr', tabindex: '0', 'aria-label': 'The event as JSON' }, pretty(entry.event));
  }
}

/** The current row is where the keyboard enters; it is marked once somebody chose it. */
function mark(row, current, chosen) {
  row?.classList.toggle('current', current && chosen);
  row?.setAttribute('tabindex', current ? '0' : '-1');
}

/** Silence that shaped the conversation: the wait for an answer, and long pauses. */
function gapOf(entry) {
  if (entry.gap === null || entry.gap < (entry.answers ? SLOW : SILENCE)) {
    return null;
  }
  const kind = !entry.answers ? 'pause' : entry.gap >= VERY_SLOW ? 'wait very-slow' : 'wait slow';
  return el('div', { class: `gap ${kind}` },
    `${format.length(entry.gap)} ${entry.answers ? 'until the bot answered' : 'of silence'}`);
}

function estimate(entry, width) {
  const gap = gapOf(entry) ? 34 : 0;
  if (entry.text === undefined) {
    return gap + 30;
  }
  const perLine = Math.max(10, (Math.min(width, 860) * 0.74 - 32) / CHARACTER);
  return gap + 44 + LINE * Math.ceil(Math.min(entry.text.length, LONG_TEXT) / perLine);
}
