/**
 * Rows of varying height inside a scroller, of which only the visible ones and a few around exist. What the reader looks at
 * stays where it is while rows above it are measured, inserted or unfolded.
 */
import { Heights } from './heights.js';

const AROUND = 500;

export class VirtualList {
  /** Height of what sticks to the scroller's top and covers rows. */
  covered = 0;
  /** Whether a reader at the end is kept there while rows come and grow: right for what is live. */
  stay = false;

  #scroller;
  #box;
  #options;
  #items = [];
  #heights = new Heights();
  /** item → {node, index}, for the rows that exist. */
  #rows = new Map();
  #anchor = null;
  #width = 0;
  #height = 0;
  /** Whether the reader was at the end when the rows were last drawn, whatever has moved since. */
  #wasAtEnd = true;
  #sizes = new ResizeObserver((changes) => this.#resized(changes));

  /** `render(item, index)` makes a row; `estimate(item, width)` guesses its height; `onDraw(first, last)` tells what is seen. */
  constructor(scroller, box, options) {
    this.#scroller = scroller;
    this.#box = box;
    this.#options = options;
    scroller.addEventListener('scroll', () => this.draw(), { passive: true });
    this.#sizes.observe(scroller);
  }

  get atEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    return scrollTop + clientHeight >= scrollHeight - 24;
  }

  node(item) {
    return this.#rows.get(item)?.node;
  }

  /** `items` may be the array of before, changed in place; what stands before `from` is still the same. */
  update(items, from) {
    const end = this.stay && this.#wasAtEnd;
    const kept = this.#items === items ? Math.min(from, this.#heights.size) : 0;
    if (kept < this.#heights.size) {
      this.#drop(() => true);
    }
    this.#items = items;
    this.#width = this.#box.clientWidth;
    this.#heights.truncate(kept);
    for (let i = kept; i < items.length; i++) {
      this.#heights.push(items[i].height ?? this.#options.estimate(items[i], this.#width));
    }
    this.#keepAnchor();
    this.draw();
    if (end) {
      this.scrollToEnd();
    }
  }

  /** Makes the row of an item anew. */
  refresh(wanted) {
    this.#drop((item) => item === wanted);
    this.draw();
  }

  /** What stands before the rows has changed its height. */
  settle() {
    if (this.stay && this.#wasAtEnd && !this.atEnd) {
      this.scrollToEnd();
    }
  }

  scrollToEnd() {
    // Rows are measured when they are drawn, which moves the end.
    for (let i = 0; i < 4 && (i === 0 || !this.atEnd); i++) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
      this.draw();
    }
  }

  /** Brings a row to the upper third of what can be seen; with `nearest`, only if it cannot be seen yet. */
  scrollTo(index, { nearest = false } = {}) {
    const view = this.#scroller.clientHeight - this.covered;
    for (let i = 0; i < 4; i++) {
      const top = this.#heights.offset(index);
      const start = this.#seenFrom();
      if (i === 0 && nearest && top >= start && top + this.#heights.get(index) <= start + view) {
        return;
      }
      this.#scroller.scrollTop = top + this.#box.offsetTop - this.covered - view * 0.25;
      this.draw();
    }
  }

  draw() {
    const seen = this.#scroller.clientHeight;
    if (this.#items.length === 0 || seen === 0) {
      this.#drop(() => true);
      this.#anchor = null;
      this.#keepAnchor();
      this.#wasAtEnd = true;
      return;
    }
    // What is read from the layout is read before anything is written: each change of mind costs a layout.
    this.#rememberAnchor();
    const start = this.#seenFrom();
    const y = start - this.covered;
    const first = this.#heights.indexAt(y - AROUND);
    const last = this.#heights.indexAt(y + seen + AROUND);
    const wanted = new Set(this.#items.slice(first, last + 1));
    this.#drop((item) => !wanted.has(item));
    this.#fill(first, last);
    this.#place(first, last);
    const shown = start + this.#keepAnchor();
    this.#wasAtEnd = this.atEnd;
    this.#options.onDraw(this.#heights.indexAt(shown), this.#heights.indexAt(shown + seen - this.covered - 1));
  }

  #seenFrom() {
    return this.#scroller.scrollTop + this.covered - this.#box.offsetTop;
  }

  #rememberAnchor() {
    const y = this.#seenFrom();
    const index = this.#heights.indexAt(y);
    this.#anchor = y <= 0 ? null : { item: this.#items[index], inset: y - this.#heights.offset(index), y, index };
  }

  /** Scrolls by as much as the anchor has moved, and returns it. */
  #keepAnchor() {
    const height = this.#heights.offset(this.#heights.size);
    if (height !== this.#height) {
      this.#height = height;
      this.#box.style.height = height + 'px';
    }
    const anchor = this.#anchor;
    if (anchor === null) {
      return 0;
    }
    const same = this.#items[anchor.index] === anchor.item;
    const index = same ? anchor.index : this.#items.indexOf(anchor.item);
    const moved = this.#heights.offset(index) + anchor.inset - anchor.y;
    if (index < 0 || Math.abs(moved) < 0.5) {
      return 0;
    }
    this.#scroller.scrollTop += moved;
    this.#rememberAnchor();
    return moved;
  }

  /** Makes the missing rows, all of them before the first is measured: one layout instead of many. */
  #fill(first, last) {
    const made = [];
    let next = null;
    for (let index = last; index >= first; index--) {
      const item = this.#items[index];
      let row = this.#rows.get(item);
      if (!row) {
        row = { node: this.#options.render(item, index), index };
        this.#rows.set(item, row);
        this.#box.insertBefore(row.node, next);
        made.push(row);
      }
      row.index = index;
      next = row.node;
    }
    for (const row of made) {
      this.#measure(row);
      this.#sizes.observe(row.node);
    }
  }

  #place(first, last) {
    let top = this.#heights.offset(first);
    for (let index = first; index <= last; index++) {
      const { node } = this.#rows.get(this.#items[index]);
      node.style.transform = `translateY(${top}px)`;
      node.setAttribute('aria-posinset', index + 1);
      node.setAttribute('aria-setsize', this.#items.length);
      top += this.#heights.get(index);
    }
  }

  #measure({ node, index }) {
    const { height } = node.getBoundingClientRect();
    if (height > 0 && height !== this.#heights.get(index)) {
      this.#items[index].height = height;
      this.#heights.set(index, height);
    }
  }

  #drop(unwanted) {
    for (const [item, { node }] of this.#rows) {
      if (unwanted(item)) {
        this.#sizes.unobserve(node);
        if (node.contains(document.activeElement)) {
          this.#scroller.focus({ preventScroll: true });
        }
        node.remove();
        this.#rows.delete(item);
      }
    }
  }

  #resized(changes) {
    const end = this.stay && this.#wasAtEnd;
    if (Math.abs(this.#box.clientWidth - this.#width) > 1) {
      this.#items.forEach((item) => { item.height = null; });
      this.update(this.#items, 0);
    } else {
      const changed = new Set(changes.map((change) => change.target));
      [...this.#rows.values()].filter((row) => changed.has(row.node)).forEach((row) => this.#measure(row));
      this.#keepAnchor();
      this.draw();
    }
    if (end) {
      this.scrollToEnd();
    }
  }
}
