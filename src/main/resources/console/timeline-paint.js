/** Draws the lanes, the silences between utterances and the time axis; knows nothing of pointers and keys. */
import * as format from './format.js';
import { stepFor } from './time-scale.js';
import { density } from './timeline-density.js';
import { GAP, HEIGHT, LANES, RULER, SILENCE, SLOW, gapColour } from './timeline-shape.js';

const COLOURS = ['user', 'bot', 'system', 'gap', 'warn', 'bad', 'late', 'line', 'muted', 'text', 'track', 'on-lane'];

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const found = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue('--' + name).trim()]));
  return { ...found, font: getComputedStyle(document.body).fontFamily };
}

/** `x(time)` places a time, `width` is what there is to draw on; `entries` are in order. */
export function paint(ctx, { entries, scale, x, width, view, start, palette }) {
  ctx.clearRect(0, 0, width, HEIGHT);
  ctx.textBaseline = 'middle';
  ctx.font = `11px ${palette.font}`;
  ruler(ctx, { scale, x, width, view, start, palette });
  for (const { top, height } of Object.values(LANES)) {
    box(ctx, 0, top, width, height, palette.track, 4);
  }
  const seen = entries.filter((entry) => x(entry.end) >= -2 && x(entry.at) <= width + 2);
  if (seen.length > width / 3) {
    density(ctx, seen, x, width, palette);
  } else {
    gaps(ctx, seen, x, palette);
    seen.filter((entry) => entry.side !== 'system').forEach((entry) => utterance(ctx, entry, x, palette));
    clusters(seen, x).forEach((cluster, i, all) => action(ctx, cluster, x, all[i + 1], width, palette));
    seen.filter((entry) => entry.late).forEach((entry) => lateMark(ctx, entry, x, palette));
  }
  folds(ctx, scale, x, width, palette);
}

function box(ctx, left, top, width, height, colour, radius = 3) {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(left, top, width, height, Math.min(radius, width / 2));
  ctx.fill();
}

function utterance(ctx, entry, x, palette) {
  const { top, height } = LANES[entry.side];
  const left = x(entry.at);
  const wide = Math.max(entry.duration === null ? 4 : 3, x(entry.end) - left - 1);
  box(ctx, left, top, wide, height, palette[entry.side], 4);
  if (wide > 34 && entry.text) {
    label(ctx, entry.text, left + 7, top + height / 2 + 0.5, wide - 12, palette['on-lane']);
  }
}

/** What the system did at once, or nearly: one mark, with the names of its tools. */
function clusters(seen, x) {
  const found = [];
  for (const entry of seen.filter((each) => each.side === 'system')) {
    const last = found.at(-1);
    if (last && x(entry.at) - x(last.entries.at(-1).at) < 7) {
      last.entries.push(entry);
    } else {
      found.push({ entries: [entry] });
    }
  }
  return found;
}

function action(ctx, { entries }, x, next, width, palette) {
  const { top, height } = LANES.system;
  const left = x(entries[0].at);
  const wide = Math.max(6, x(entries.at(-1).end) - left);
  box(ctx, left, top + 3, wide, height - 6, palette.system, 3);
  const room = (next ? x(next.entries[0].at) : width) - left - wide - 12;
  const tools = [...new Set(entries.map((entry) => entry.tool).filter(Boolean))].join(', ');
  if (tools && room > 40) {
    label(ctx, tools, left + wide + 4, top + height / 2, room, palette.muted);
  }
}

function lateMark(ctx, entry, x, palette) {
  const { top } = LANES[entry.side];
  const left = x(entry.at);
  ctx.fillStyle = palette.late;
  ctx.beginPath();
  ctx.moveTo(left - 1, top - 7);
  ctx.lineTo(left + 9, top - 7);
  ctx.lineTo(left + 4, top - 1);
  ctx.fill();
}

function write(ctx, text, left, y, colour) {
  ctx.fillStyle = colour;
  ctx.fillText(text, left, y);
}

/** Text, cut to the room there is; too little room, and there is none. */
function label(ctx, text, left, y, room, colour) {
  let shown = text.slice(0, Math.ceil(room / 3)).replace(/\s+/g, ' ');
  while (shown.length > 1 && ctx.measureText(shown + '…').width > room) {
    shown = shown.slice(0, Math.min(shown.length - 1, Math.floor(shown.length * 0.9)));
  }
  const whole = shown.length === text.length;
  if (whole || shown.length > 2) {
    write(ctx, whole ? shown : shown.trimEnd() + '…', left, y, colour);
  }
}

/** Between the lanes: how long the other one waited. */
function gaps(ctx, seen, x, palette) {
  let free = -Infinity;
  for (const entry of seen) {
    if (entry.side === 'system' || !(entry.gap > 0)) {
      continue;
    }
    const left = x(entry.at - entry.gap);
    const wide = x(entry.at) - left;
    const colour = gapColour(entry, palette);
    if (entry.gap >= SILENCE) {
      ctx.globalAlpha = 0.13;
      box(ctx, left, LANES.user.top, wide, LANES.bot.top + LANES.bot.height - LANES.user.top, colour, 0);
      ctx.globalAlpha = 1;
    }
    box(ctx, left, GAP.top + 13, Math.max(1.5, wide - 0.5), 3, colour, 1.5);
    const text = format.length(entry.gap);
    const size = ctx.measureText(text).width;
    const begin = left + wide / 2 - size / 2;
    if (begin > free && (wide > 12 || entry.gap >= SLOW)) {
      write(ctx, text, begin, GAP.top + 6, colour === palette.gap ? palette.muted : colour);
      free = begin + size + 8;
    }
  }
}

function folds(ctx, scale, x, width, palette) {
  for (const fold of scale.folds) {
    const left = x(fold.from);
    const wide = x(fold.to) - left;
    if (left > width || left + wide < 0 || wide < 6) {
      continue;
    }
    const middle = left + wide / 2;
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = 1;
    for (const shift of [-3, 3]) {
      ctx.beginPath();
      for (let y = LANES.user.top - 2, step = 0; y < RULER + 6; y += 6, step++) {
        ctx.lineTo(middle + shift + (step % 2 ? 2 : -2), y);
      }
      ctx.stroke();
    }
    const text = format.length(fold.to - fold.from);
    const size = ctx.measureText(text).width;
    if (size + 6 < wide) {
      write(ctx, text, middle - size / 2, 7, palette.muted);
    }
  }
}

/** Marks at round times, none of them inside a fold. */
function ruler(ctx, { scale, x, width, view, start, palette }) {
  const step = stepFor(((view.to - view.from) / width) * 84);
  let free = -Infinity;
  ctx.font = `10.5px ${palette.font}`;
  for (const [from, to] of scale.stretches(view)) {
    for (let mark = Math.ceil((from - start) / step) * step; mark <= to - start; mark += step) {
      const left = x(start + mark);
      const text = step < 1_000 ? format.offset(mark) : format.clock(mark);
      const size = ctx.measureText(text).width;
      if (left >= free && left + size < width) {
        ctx.fillStyle = palette.line;
        ctx.fillRect(Math.round(left), LANES.user.top, 1, RULER - LANES.user.top + 4);
        write(ctx, text, left + 4, RULER + 7, palette.muted);
        free = left + size + 18;
      }
    }
  }
  ctx.font = `11px ${palette.font}`;
}
