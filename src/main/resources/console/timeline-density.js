/** The timeline from so far away that events share pixels. */
import { GAP, LANES, SLOW, gapColour } from './timeline-shape.js';

/** Many events to a pixel: the darker a column, the more of its time is taken. */
export function density(ctx, seen, x, width, palette) {
  const columns = Object.fromEntries(Object.keys(LANES).map((side) => [side, new Float32Array(Math.ceil(width) + 1)]));
  const waits = new Float32Array(Math.ceil(width) + 1);
  for (const entry of seen) {
    const left = Math.max(0, x(entry.at));
    const right = Math.min(width, Math.max(x(entry.end), left + 0.15));
    for (let column = Math.floor(left); column <= right; column++) {
      columns[entry.side][column] += Math.max(0, Math.min(right, column + 1) - Math.max(left, column));
    }
    const at = Math.floor(left);
    waits[at] = Math.max(waits[at], entry.answers ? entry.gap : 0);
  }
  for (const [side, values] of Object.entries(columns)) {
    const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
    values.forEach((value, column) => {
      if (value > 0) {
        ctx.globalAlpha = 0.18 + 0.82 * Math.min(1, value / most);
        ctx.fillStyle = palette[side];
        ctx.fillRect(column, LANES[side].top, 1, LANES[side].height);
      }
    });
  }
  ctx.globalAlpha = 1;
  waits.forEach((wait, column) => {
    if (wait >= SLOW) {
      ctx.fillStyle = gapColour({ answers: true, gap: wait }, palette);
      const height = Math.min(GAP.height, 4 + wait / 500);
      ctx.fillRect(column, GAP.top + GAP.height - height, 1, height);
    }
  });
}
