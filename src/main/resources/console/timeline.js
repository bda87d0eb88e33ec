/** The conversation on a time axis: zoomed and moved by pointer or keys, a click leads to the event. */
import { now } from './api.js';
import { el } from './dom.js';
import { says, who } from './entry.js';
import * as format from './format.js';
import { brief, cut } from './json.js';
import { TimeScale } from './time-scale.js';
import { listen } from './timeline-input.js';
import { colours, paint } from './timeline-paint.js';
import { GAP, HEIGHT, LANES } from './timeline-shape.js';
import { TimelineTip } from './timeline-tip.js';

const NEAR = 14;

export class Timeline {
  #canvas = el('canvas', { class: 'timeline-canvas' });
  #seen = el('div', { class: 'timeline-seen' });
  #current = el('div', { class: 'timeline-current' });
  #tip = new TimelineTip();
  #plot = el('div', { class: 'timeline-plot', tabindex: '0', role: 'slider', 'aria-label': 'Timeline, by event',
    'aria-valuenow': '0', 'aria-keyshortcuts': 'ArrowLeft ArrowRight Home End + - 0' });
  #onPick;
  #log = null;
  #session = null;
  #scale = new TimeScale([], 0, 0);
  #view = { from: 0, to: 1_000 };
  #whole = true;
  #width = 0;
  #range = [0, 0];
  #index = -1;

  constructor(root, onPick) {
    this.#onPick = onPick;
    const button = (text, label, act) => el('button', { class: 'zoom', type: 'button', 'aria-label': label, title: label,
      onclick: act }, text);
    this.#plot.append(this.#canvas, this.#seen, this.#current, this.#tip.node);
    root.append(
      el('div', { class: 'timeline-lanes', 'aria-hidden': 'true' },
        ...['user', 'bot', 'system'].map((side) => el('span', { class: side }, side[0].toUpperCase() + side.slice(1)))),
      this.#plot,
      el('div', { class: 'timeline-zoom' },
        button('+', 'Zoom in', () => this.zoom(0.5)),
        button('−', 'Zoom out', () => this.zoom(2)),
        button('⤢', 'Show all of it', () => this.fit())));
    listen(this.#plot, this);
    new ResizeObserver(() => this.draw()).observe(this.#plot);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    addEventListener('themechange', () => this.draw());
  }

  clear() {
    this.#log = null;
    this.#canvas.width = 0;
    for (const line of [this.#seen, this.#current]) {
      line.style.left = '-99px';
    }
  }

  /** The log of another session, or the same one grown. */
  show(log, session) {
    if (log !== this.#log) {
      this.#whole = true;
    }
    this.#log = log;
    this.#session = session;
    const live = session.endedAt === null;
    const atEnd = this.#view.to >= this.#scale.size - 1;
    const start = Date.parse(session.startedAt);
    this.#scale = new TimeScale(log.entries, start, live ? Math.max(start, now()) : Date.parse(session.endedAt));
    if (this.#whole) {
      this.#view = { from: 0, to: this.#scale.size };
    } else if (live && atEnd) {
      this.#move(this.#scale.size - this.#view.to);
    }
    this.draw();
  }

  /** What the transcript shows at the moment, and which event is the marked one, or -1. */
  mark(first, last, index) {
    const moved = index !== this.#index;
    this.#range = [first, last];
    this.#index = index;
    const entry = this.#log?.entries[index];
    if (entry && moved && (this.#x(entry.at) < 0 || this.#x(entry.at) > this.#width)) {
      this.#move(this.#scale.at(entry.at) - (this.#view.from + this.#view.to) / 2);
      this.draw();
    }
    this.#overlay();
  }

  draw() {
    const ratio = devicePixelRatio || 1;
    this.#width = this.#plot.clientWidth;
    if (!this.#log || this.#width === 0) {
      return;
    }
    this.#canvas.width = Math.round(this.#width * ratio);
    this.#canvas.height = HEIGHT * ratio;
    const ctx = this.#canvas.getContext('2d');
    ctx.scale(ratio, ratio);
    paint(ctx, { entries: this.#log.entries, scale: this.#scale, x: (time) => this.#x(time), width: this.#width,
      view: this.#view, start: Date.parse(this.#session.startedAt), palette: colours() });
    this.#plot.classList.toggle('zoomed', !this.#whole);
    this.#overlay();
  }

  #x(time) {
    return ((this.#scale.at(time) - this.#view.from) / (this.#view.to - this.#view.from)) * this.#width;
  }

  #overlay() {
    const { entries } = this.#log ?? { entries: [] };
    const [first, last] = this.#range.map((index) => entries[index]);
    if (!first || !last) {
      return;
    }
    const left = this.#x(first.at);
    this.#seen.style.left = left + 'px';
    this.#seen.style.width = Math.max(3, this.#x(last.end) - left) + 'px';
    const current = entries[this.#index];
    this.#current.style.left = (current ? this.#x(current.at) : -9) + 'px';
    this.#tell(current ? this.#index : this.#range[0]);
  }

  #tell(index) {
    const { entries } = this.#log;
    const entry = entries[index];
    const at = format.clock(entry.at - this.#scale.start);
    const values = { valuemin: 1, valuemax: entries.length, valuenow: index + 1,
      valuetext: `${at}, ${who(entry)}: ${cut(says(entry, brief), 120)}` };
    for (const [name, value] of Object.entries(values)) {
      this.#plot.setAttribute('aria-' + name, value);
    }
  }

  fit() {
    this.#whole = true;
    this.#view = { from: 0, to: this.#scale.size };
    this.draw();
  }

  /** Keeps the unit at `x` where it is; without one, the current event. */
  zoom(factor, x = this.#x(this.#log.entries[this.#index]?.at ?? this.#scale.start)) {
    const { from, to } = this.#view;
    const share = Math.max(0, Math.min(1, x / this.#width));
    const size = Math.max(1_000, (to - from) * factor);
    if (size >= this.#scale.size) {
      this.fit();
      return;
    }
    this.#whole = false;
    const centre = from + share * (to - from);
    this.#view = { from: centre - share * size, to: centre + (1 - share) * size };
    this.#move(0);
    this.draw();
  }

  #move(by) {
    const size = this.#view.to - this.#view.from;
    const from = Math.max(0, Math.min(this.#scale.size - size, this.#view.from + by));
    this.#view = { from, to: from + size };
  }

  /** The event at a place: in its lane, or in the strip between them the silence before it. */
  #find(x, y) {
    const time = this.#scale.time(this.#view.from + (x / this.#width) * (this.#view.to - this.#view.from));
    const { entries } = this.#log;
    const middle = this.#log.indexAt(time);
    const inGap = y >= GAP.top - 2 && y <= GAP.top + GAP.height + 2;
    const side = Object.keys(LANES).find((name) => y >= LANES[name].top - 3 && y <= LANES[name].top + LANES[name].height + 3);
    let best = null;
    for (let i = Math.max(0, middle - 300); i < Math.min(entries.length, middle + 300); i++) {
      const entry = entries[i];
      if (inGap ? entry.side === 'system' || !(entry.gap > 0) : side && entry.side !== side) {
        continue;
      }
      const [left, right] = inGap ? [this.#x(entry.at - entry.gap), this.#x(entry.at)] : [this.#x(entry.at), this.#x(entry.end)];
      const away = Math.max(0, left - x, x - right);
      if (best === null || away < best.away) {
        best = { index: i, away, gap: inGap };
      }
    }
    return best;
  }

  pick(x, y) {
    if (this.#log?.entries.length) {
      this.#onPick(this.#find(x, y)?.index ?? 0);
    }
  }

  /** The event so many after the current one. */
  step(by) {
    const last = (this.#log?.entries.length ?? 0) - 1;
    if (last >= 0) {
      this.#onPick(Math.max(0, Math.min(last, Math.max(0, this.#index) + by)));
    }
  }

  /** By pixels; nothing moves while all of it is shown. */
  pan(pixels) {
    this.#move((pixels / this.#width) * (this.#view.to - this.#view.from));
    this.draw();
  }

  leave() {
    this.#tip.hide();
  }

  hover(x, y) {
    const hit = this.#log?.entries.length ? this.#find(x, y) : null;
    if (!hit || hit.away > NEAR) {
      this.leave();
      return;
    }
    this.#tip.show(this.#log.entries[hit.index],
      { gap: hit.gap, start: Date.parse(this.#session.startedAt), x, width: this.#width });
  }
}
