/** What there is to know of a conversation at one glance: lengths, waits, silences, tools. */
import { now } from './api.js';
import { el } from './dom.js';
import * as format from './format.js';
import { pretty } from './json.js';
import { SLOW, VERY_SLOW } from './timeline-shape.js';

const WORTH_TELLING = 1_000;

export function measure(entries) {
  const counts = { user: 0, bot: 0, system: 0, tools: 0, late: 0 };
  const waits = [];
  let slowest = null;
  let silence = null;
  entries.forEach((entry, index) => {
    counts[entry.side]++;
    counts.tools += entry.tool && entry.call ? 1 : 0;
    counts.late += entry.late ? 1 : 0;
    if (entry.gap === null || entry.side === 'system') {
      return;
    }
    if (entry.answers) {
      waits.push(Math.max(0, entry.gap));
      slowest = !slowest || entry.gap > slowest.gap ? { gap: entry.gap, index } : slowest;
    } else if (entry.gap > 0) {
      silence = !silence || entry.gap > silence.gap ? { gap: entry.gap, index } : silence;
    }
  });
  waits.sort((a, b) => a - b);
  return { counts, slowest, silence, median: waits.length ? waits[Math.floor((waits.length - 1) / 2)] : null };
}

/** Draws them into `root`; `onJump(index)` leads to the event that a fact tells of. */
export function showFacts(root, session, entries, onJump) {
  const { counts, slowest, silence, median } = measure(entries);
  const end = session.endedAt === null ? now() : Date.parse(session.endedAt);
  const facts = [
    fact(session.endedAt === null ? 'Running for' : 'Duration', format.clock(end - Date.parse(session.startedAt))),
    fact('User / bot turns', `${counts.user.toLocaleString('en')} / ${counts.bot.toLocaleString('en')}`),
    fact('Tool calls', counts.tools.toLocaleString('en')),
    median !== null && fact('Typical answer', format.length(median), 'the median of the time from the end of a user’s words to the bot’s'),
    slowest && slowest.gap > median && jump('Slowest answer', slowest, onJump),
    silence && silence.gap >= WORTH_TELLING && jump('Longest silence', silence, onJump),
    fact('Events', entries.length.toLocaleString('en')),
    counts.late > 0 && fact('Late', counts.late.toLocaleString('en'), 'arrived after the session had ended'),
  ];
  const metadata = Object.entries(session.metadata ?? {});
  const key = JSON.stringify([facts.map((each) => each && each.textContent), session.metadata]);
  if (root.childElementCount > 0 && root.dataset.key === key) {
    return;
  }
  root.dataset.key = key;
  root.replaceChildren(
    el('dl', { class: 'facts' }, ...facts.filter(Boolean)),
    metadata.length > 0 ? metadataOf(metadata) : '');
}

function fact(name, value, title) {
  return el('div', { class: 'fact', title }, el('dt', {}, name), el('dd', {}, value));
}

function jump(name, { gap, index }, onJump) {
  const grade = name === 'Slowest answer' && gap >= VERY_SLOW ? 'bad' : name === 'Slowest answer' && gap >= SLOW ? 'warn' : '';
  return el('div', { class: 'fact' }, el('dt', {}, name),
    el('dd', {}, el('button', { type: 'button', class: `link ${grade}`, title: 'Go there', onclick: () => onJump(index) },
      format.length(Math.max(0, gap)))));
}

function metadataOf(entries) {
  return el('dl', { class: 'metadata' }, ...entries.map(([key, value]) => el('div', {},
    el('dt', { dir: 'auto' }, key),
    typeof value === 'object' && value !== null && !JSON.isRawJSON?.(value)
      ? el('dd', {}, el('details', {}, el('summary', {}, Array.isArray(value) ? '[…]' : '{…}'), el('pre', { class: 'json' }, pretty(value))))
      : el('dd', { dir: 'auto' }, typeof value === 'string' ? value : JSON.stringify(value)))));
}
