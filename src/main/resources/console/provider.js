/**
 * Signs in at the provider's page: authorization code with PKCE (RFC 7636), by OpenID Connect Core, 3.1. Tokens are kept in memory
 * alone; a page that is loaded anew comes back from the provider, which remembers whom it knows.
 */
import { Failure, send, url } from './base.js';
import { CodeRequest, claimsOf, takeAnswer } from './code-request.js';
import { ask } from './sign-in-form.js';

const LEFT = 'signed-out';
const WHAT = 'You sign in at the page of your provider, and come back.';
/** The least time in ms that a token is taken to be good for: no provider may send a page round in circles. */
const LEAST = 1_000;
/** A token that is refused so soon in ms is not too old: another one would not help. */
const FRESH = 2_000;
/** How long in ms a token that is still good is used before it is tried again to renew it. */
const AGAIN = 5_000;

/** Taken before anybody reads from the address where the page is. */
let answer = takeAnswer();

export class Provider {
  #told;
  #present;
  #tokens = null;
  #obtaining = null;

  /** `present(name)` hears who it is. */
  constructor(told, present) {
    this.#told = told;
    this.#present = present;
  }

  async credential() {
    if (this.#tokens === null || Date.now() >= this.#tokens.renewAt) {
      this.#obtaining ??= this.#obtain().finally(() => { this.#obtaining = null; });
      await this.#obtaining;
    }
    return this.#tokens.access;
  }

  async refused(token, why) {
    if (this.#tokens?.access !== token) {
      return;
    }
    if (Date.now() - this.#tokens.since < FRESH) {
      await this.#leave(`The provider knows you, and the service does not take its token: ${why}`);
    }
    this.#tokens.renewAt = 0;
    this.#tokens.ends = 0;
  }

  signOut() {
    const { endSessionEndpoint, clientId } = this.#told;
    sessionStorage.setItem(LEFT, 'yes');
    if (!endSessionEndpoint) {
      location.reload();
      return;
    }
    const address = new URL(endSessionEndpoint);
    address.searchParams.set('client_id', clientId);
    address.searchParams.set('post_logout_redirect_uri', url('.').href);
    if (this.#tokens?.identity) {
      address.searchParams.set('id_token_hint', this.#tokens.identity);
    }
    location.assign(address);
  }

  async #obtain() {
    if (this.#tokens?.refresh) {
      await this.#renew();
    } else if (answer !== null) {
      const arrived = answer;
      answer = null;
      await this.#arrive(arrived);
    } else {
      await this.#leave('');
    }
  }

  /** Ends only where there are tokens; else the page is left. */
  async #leave(problem) {
    const { missing } = this.#told;
    if (missing) {
      await ask({ what: `One signs in here, but not with this console: ${missing} is not set.`, action: '' });
    }
    if (!globalThis.crypto?.subtle) {
      await ask({ what: 'One signs in here by https only.', action: '' });
    }
    const left = sessionStorage.getItem(LEFT) !== null;
    if (problem || left) {
      await ask({ what: left && !problem ? 'You are signed out.' : WHAT, problem });
    }
    sessionStorage.removeItem(LEFT);
    addEventListener('pageshow', (event) => event.persisted && location.reload()); // who goes back to it has not signed in
    location.assign(await CodeRequest.begin(this.#told));
    await new Promise(() => {});
  }

  async #arrive(arrived) {
    try {
      const grant = arrived.grant();
      const tokens = await this.#ask(grant);
      arrived.check(claimsOf(tokens.id_token), this.#told);
      this.#take(tokens);
    } catch (failure) {
      await this.#leave(failure.message);
    }
  }

  async #renew() {
    try {
      this.#take(await this.#ask({ grant_type: 'refresh_token', refresh_token: this.#tokens.refresh }));
    } catch (failure) {
      if (failure.status === 400 || failure.status === 401) {
        await this.#leave(''); // its session has ended there, and one signs in again
      }
      if (Date.now() >= this.#tokens.ends) {
        throw failure;
      }
      this.#tokens.renewAt = Math.min(this.#tokens.ends, Date.now() + AGAIN);
    }
  }

  async #ask(grant) {
    const response = await send(this.#told.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({ client_id: this.#told.clientId, ...grant }),
      headers: { Accept: 'application/json' },
      credentials: 'omit',
      signal: AbortSignal.timeout(15_000),
    }, 'The provider');
    if (!response.ok) {
      const { error } = await response.json().catch(() => ({}));
      throw new Failure(response.status, `The provider gives no token: ${error ?? response.status}.`);
    }
    return response.json();
  }

  /** A refresh token or an identity that is not sent anew stays as it is (RFC 6749, 6). */
  #take(tokens) {
    const life = Math.max(LEAST, (tokens.expires_in ?? 60) * 1_000);
    const since = Date.now();
    this.#tokens = {
      access: tokens.access_token,
      refresh: tokens.refresh_token ?? this.#tokens?.refresh,
      identity: tokens.id_token ?? this.#tokens?.identity,
      since,
      ends: since + life,
      renewAt: since + life - Math.min(30_000, life / 4),
    };
    const { name, preferred_username: username, email, sub } = claimsOf(this.#tokens.identity);
    this.#present(name ?? username ?? email ?? sub);
  }
}
