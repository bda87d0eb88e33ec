/** What can be done with a conversation: complete it, take it away, ask for it elsewhere. */
import { completeSession, downloadEvents, eventsCurl } from './api.js';
import { announce, byId, el } from './dom.js';

/** Puts text onto the clipboard; where the browser forbids it (no https), shows it for copying by hand. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`, { visible: true });
  } catch {
    const box = byId('copy-text');
    box.value = text;
    byId('copy').showModal();
    box.select();
  }
}

export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export class Actions {
  #session = null;
  #dialog = byId('complete');

  constructor(onChange) {
    byId('complete-open').addEventListener('click', () => this.#ask());
    byId('complete-do').addEventListener('click', () => this.#complete(onChange));
    byId('talk-curl').addEventListener('click', () => copy(eventsCurl(this.#session.sessionId), 'curl command'));
    byId('talk-id').addEventListener('click', () => copy(this.#session.sessionId, 'Session id'));
    byId('talk-download').addEventListener('click', () => this.#download());
    for (const button of document.querySelectorAll('dialog [data-close]')) {
      button.addEventListener('click', () => button.closest('dialog').close());
    }
  }

  show(session) {
    this.#session = session;
    byId('complete-open').hidden = session.endedAt !== null;
    if (session.endedAt !== null && this.#dialog.open) {
      this.#dialog.close();
    }
  }

  #ask() {
    byId('complete-id').textContent = this.#session.sessionId;
    byId('complete-problem').textContent = '';
    byId('complete-completed').checked = true;
    this.#dialog.showModal();
  }

  async #complete(onChange) {
    const status = byId('complete-failed').checked ? 'failed' : 'completed';
    const button = byId('complete-do');
    button.disabled = true;
    try {
      const session = await completeSession(this.#session.sessionId, status);
      this.#dialog.close();
      onChange(session);
      announce(session.status === status ? `Session ended as ${status}` : `It had already ended, as ${session.status}`, { visible: true });
    } catch (failure) {
      byId('complete-problem').textContent = failure.message;
    } finally {
      button.disabled = false;
    }
  }

  async #download() {
    const { sessionId } = this.#session;
    try {
      save(await downloadEvents(sessionId), `${sessionId.replaceAll(/[^\w.+@~-]/g, '_')}.ndjson`);
    } catch (failure) {
      announce(failure.message, { visible: true });
    }
  }
}
