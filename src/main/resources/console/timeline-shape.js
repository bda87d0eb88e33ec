/** Where things lie on the timeline, in px from its top, and which waits count as long. */

export const LANES = { user: { top: 16, height: 26 }, bot: { top: 66, height: 26 }, system: { top: 104, height: 18 } };
export const GAP = { top: 45, height: 18 };
export const HEIGHT = 146;
export const RULER = 130;

/** A response that takes longer is worth a look, or a complaint; a silence that is longer is worth seeing. */
export const SLOW = 2_000;
export const VERY_SLOW = 4_000;
export const SILENCE = 3_000;

export function gapColour(entry, palette) {
  if (!entry.answers) {
    return palette.gap;
  }
  return entry.gap >= VERY_SLOW ? palette.bad : entry.gap >= SLOW ? palette.warn : palette.gap;
}
