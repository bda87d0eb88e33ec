/**
 * From time to the axis and back. Where nothing happens for long the axis is folded: a call keeps its shape though somebody
 * came back to it days later.
 */

const LONG = 60_000;
const FOLDED = 12_000;
/** Room for the mark of an event at the very end. */
const MARGIN = 1.012;

export class TimeScale {
  /** Folded stretches: from, to (ms), and how much was taken away before each. */
  folds = [];

  /** `entries` in order; `until` is how far the axis goes at the least. */
  constructor(entries, start, until) {
    this.start = Math.min(start, entries[0]?.at ?? start);
    let covered = this.start;
    let removed = 0;
    const advance = (at, end) => {
      if (at - covered > LONG) {
        this.folds.push({ from: covered, to: at, removed });
        removed += at - covered - FOLDED;
      }
      covered = Math.max(covered, end);
    };
    for (const entry of entries) {
      advance(entry.at, entry.end);
    }
    advance(until, until);
    this.end = covered;
    this.size = Math.max(1_000, (covered - this.start - removed) * MARGIN);
  }

  /** Axis units: ms, less what is folded. */
  at(time) {
    const fold = this.#last((candidate) => candidate.from <= time);
    if (!fold) {
      return time - this.start;
    }
    const begin = fold.from - this.start - fold.removed;
    const inside = Math.min(1, (time - fold.from) / (fold.to - fold.from));
    return begin + inside * FOLDED + Math.max(0, time - fold.to);
  }

  time(unit) {
    const fold = this.#last((candidate) => candidate.from - this.start - candidate.removed <= unit);
    if (!fold) {
      return this.start + unit;
    }
    const beyond = unit - (fold.from - this.start - fold.removed);
    return beyond <= FOLDED ? fold.from + (beyond / FOLDED) * (fold.to - fold.from) : fold.to + beyond - FOLDED;
  }

  /** The times, from and to, that are shown between the folds. */
  stretches({ from, to }) {
    const edges = [this.time(from), ...this.folds.flatMap((fold) => [fold.from, fold.to]), this.time(to)];
    const found = [];
    for (let i = 0; i < edges.length; i += 2) {
      found.push([Math.max(edges[i], edges[0]), Math.min(edges[i + 1], edges.at(-1))]);
    }
    return found.filter(([begin, end]) => begin < end);
  }

  #last(test) {
    if (this.folds.length === 0) {
      return undefined;
    }
    let low = 0;
    let high = this.folds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test(this.folds[middle])) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.folds[low - 1];
  }
}

/** Distances between marks that read well: 0.1 s to days. */
const STEPS = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000];

export const stepFor = (msPerMark) => STEPS.find((step) => step >= msPerMark) ?? STEPS.at(-1) * Math.ceil(msPerMark / STEPS.at(-1));
