/** Ends that their receiver has not taken: how many, as a button of the page; which, and why, in a dialog, to be sent again. */
import { listWebhooks, now, retryWebhooks } from './api.js';
import { announce, byId, el } from './dom.js';
import * as format from './format.js';
import { formatRoute } from './router.js';

const EVERY = 30_000;
/** As many rows are enough to see what is wrong. */
const MOST = 50;

const WHY = {
  status: (status) => `answered ${status}`,
  redirect: (status) => `redirected with ${status}`,
  'name-unknown': () => 'name unknown',
  'private-address': () => 'a private address',
  'not-connected': () => 'no connection',
  tls: () => 'certificate or TLS refused',
  'cut-off': () => 'cut off',
  timeout: () => 'no answer in time',
};

export class Webhooks {
  #button = byId('webhooks-open');
  #dialog = byId('webhooks');
  #looking = null;

  constructor() {
    this.#button.addEventListener('click', () => this.#open());
    byId('webhooks-retry').addEventListener('click', () => this.#retry());
    byId('webhooks-list').addEventListener('click', (event) => event.target.closest('a') && this.#dialog.close());
    document.addEventListener('visibilitychange', () => this.look());
    this.#looking = setInterval(() => this.look(), EVERY);
  }

  /** Whoever may not see them is not asked again whether he may. */
  async look() {
    if (document.hidden || this.#looking === null) {
      return;
    }
    try {
      this.#show(await listWebhooks(MOST));
    } catch (failure) {
      if (failure.status === 403) {
        clearInterval(this.#looking);
        this.#looking = null;
      }
    }
  }

  #show({ deliveries, pagination }) {
    const many = pagination.hasMore ? `${MOST}+` : String(deliveries.length);
    this.#button.hidden = deliveries.length === 0;
    this.#button.textContent = `${many} ${many === '1' ? 'webhook' : 'webhooks'} stuck`;
    byId('webhooks-what').textContent = deliveries.length === 0 ? 'All have been taken.'
      : 'Their receiver did not take these. Those that fail are tried again by themselves; those given up are not.';
    byId('webhooks-retry').hidden = deliveries.length === 0;
    byId('webhooks-list').replaceChildren(...deliveries.map(row));
  }

  async #open() {
    byId('webhooks-problem').textContent = '';
    await this.look();
    this.#dialog.showModal();
  }

  async #retry() {
    const button = byId('webhooks-retry');
    button.disabled = true;
    byId('webhooks-problem').textContent = '';
    try {
      const { retried } = await retryWebhooks();
      announce(`${format.count(retried, 'webhook')} sent again`, { visible: true });
      this.#dialog.close();
      await this.look();
    } catch (failure) {
      byId('webhooks-problem').textContent = failure.message;
    } finally {
      button.disabled = false;
    }
  }
}

function row({ sessionId, state, attempts, since, nextAt, lastStatus, lastFailure }) {
  const began = Date.parse(since);
  return el('tr', {},
    el('td', {}, el('a', { href: formatRoute({ sessionId }), dir: 'ltr' }, sessionId)),
    el('td', { class: state === 'given-up' ? 'bad' : 'warn' }, state === 'given-up' ? 'given up' : 'failing'),
    el('td', {}, `${WHY[lastFailure]?.(lastStatus) ?? 'not taken'}, ${format.count(attempts, 'attempt')}`),
    el('td', {}, el('time', { datetime: since, title: format.dateTime(began) }, format.started(began, now()))),
    el('td', {}, nextAt ? el('time', { datetime: nextAt, title: format.dateTime(Date.parse(nextAt)) }, next(Date.parse(nextAt))) : '–'));
}

function next(at) {
  const wait = at - now();
  return wait > 0 ? `in ${format.length(wait)}` : 'now';
}
