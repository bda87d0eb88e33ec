/**
 * A conversation's events, each once, in their order: by time, and among equal times in the order of arrival. Measures the
 * silence before each utterance.
 */
import { entryOf } from './entry.js';

export class EventLog {
  entries = [];
  #ids = new Set();

  /** Takes events in any order, with repeats. Returns the lowest index at which the log has changed, or -1. */
  add(events) {
    const fresh = [];
    for (const event of events) {
      if (!this.#ids.has(event.eventId)) {
        this.#ids.add(event.eventId);
        fresh.push(entryOf(event));
      }
    }
    if (fresh.length === 0) {
      return -1;
    }
    let from = this.entries.length;
    let newest = this.entries.at(-1)?.at ?? -Infinity;
    let ordered = true;
    for (const entry of fresh) {
      if (entry.at < newest) {
        ordered = false;
        from = Math.min(from, this.#firstAfter(entry.at));
      }
      newest = Math.max(newest, entry.at);
      this.entries.push(entry);
    }
    if (!ordered) {
      this.entries.sort((a, b) => a.at - b.at);
    }
    this.#measure(from);
    return from;
  }

  indexOf(eventId) {
    return this.#ids.has(eventId) ? this.entries.findIndex((entry) => entry.id === eventId) : -1;
  }

  /** Index of the last entry that began at `time` or before; 0 if none did. */
  indexAt(time) {
    return Math.max(0, this.#firstAfter(time) - 1);
  }

  #firstAfter(time) {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.entries[middle].at <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  #measure(from) {
    let last = from > 0 ? this.entries[from - 1] : null;
    let spokenUntil = last?.spokenUntil ?? null;
    let speaker = last?.speaker ?? null;
    for (let i = from; i < this.entries.length; i++) {
      const entry = this.entries[i];
      if (entry.side !== 'system') {
        entry.gap = spokenUntil === null ? null : entry.at - spokenUntil;
        entry.answers = speaker === 'user' && entry.side === 'bot';
        spokenUntil = Math.max(spokenUntil ?? -Infinity, entry.end);
        speaker = entry.side;
      }
      entry.spokenUntil = spokenUntil;
      entry.speaker = speaker;
      last = entry;
    }
  }
}
