/** A key that somebody types in. It lives as long as the tab: unlike a token, nobody would give it again after a reload. */
import { reason, send, url } from './base.js';
import { ask } from './sign-in-form.js';

const STORED = 'key';
const WHAT = 'This service takes keys. Yours stays in this tab, and is forgotten with it.';

export class Key {
  #present;
  #key = sessionStorage.getItem(STORED);
  #asking = null;
  #problem = '';

  constructor(present) {
    this.#present = present;
    if (this.#key !== null) {
      present('by key');
    }
  }

  async credential() {
    if (this.#key === null) {
      this.#asking ??= this.#ask().finally(() => { this.#asking = null; });
      await this.#asking;
    }
    return this.#key;
  }

  async refused(key, why) {
    if (key === this.#key) {
      this.#forget(`The service no longer takes this key: ${why}`);
    }
  }

  signOut() {
    this.#forget('');
    location.reload();
  }

  #forget(problem) {
    this.#key = null;
    this.#problem = problem;
    sessionStorage.removeItem(STORED);
  }

  async #ask() {
    for (;;) {
      const key = await ask({ what: WHAT, problem: this.#problem, key: true });
      this.#problem = await this.#wrong(key);
      if (this.#problem === '') {
        this.#key = key;
        sessionStorage.setItem(STORED, key);
        this.#present('by key');
        return;
      }
    }
  }

  /** Why it is not taken; empty where it is. */
  async #wrong(key) {
    if (!/^[\x21-\x7e]+$/.test(key)) {
      return 'A key has neither spaces nor letters beyond ASCII, and is not empty.';
    }
    try {
      const response = await send(url('sessions', { limit: 1 }), { headers: { Authorization: `Bearer ${key}` } });
      return response.ok ? '' : await reason(response);
    } catch (failure) {
      return failure.message;
    }
  }
}
