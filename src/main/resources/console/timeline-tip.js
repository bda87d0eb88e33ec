/** Says what is under the pointer. */
import { el } from './dom.js';
import { says, who } from './entry.js';
import * as format from './format.js';
import { brief, cut } from './json.js';

export class TimelineTip {
  node = el('div', { class: 'timeline-tip', role: 'tooltip' });

  /** `gap` for the silence before the entry; `start` is the session's, `x` the pointer's place within `width`. */
  show(entry, { gap, start, x, width }) {
    const at = format.offset(entry.at - start);
    const length = entry.duration !== null && format.length(entry.duration);
    const [head, body] = gap
      ? [`${format.length(entry.gap)} ${entry.answers ? 'until the bot answered' : 'of silence'}`, `before ${at}`]
      : [[at, who(entry), length, entry.late && 'late'].filter(Boolean).join(' · '), cut(says(entry, brief), 140)];
    this.node.replaceChildren(el('b', {}, head), el('span', { dir: 'auto' }, body));
    this.node.classList.add('shown');
    const wide = this.node.offsetWidth;
    this.node.style.left = Math.max(0, Math.min(width - wide, x - wide / 2)) + 'px';
  }

  hide() {
    this.node.classList.remove('shown');
  }
}
