/** One way to the provider's page and back: what leaves with it, what is kept meanwhile, and whether what comes back belongs to it. */
import { url } from './base.js';

const BEGUN = 'sign-in';

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** The claims of an ID token. It comes from the provider itself, by TLS, which stands for its signature (Core, 3.1.3.7). */
export function claimsOf(token) {
  if (!token) {
    throw new Error('The provider sends no ID token: it is to be asked for the scope openid.');
  }
  const bytes = Uint8Array.from(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

export class CodeRequest {
  #begun;
  #query;

  constructor(begun, query) {
    this.#begun = begun;
    this.#query = query;
  }

  /** The address to go to. */
  static async begin({ authorizationEndpoint, clientId, scopes }) {
    const begun = { state: random(), nonce: random(), verifier: random(), back: location.hash };
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(begun.verifier));
    sessionStorage.setItem(BEGUN, JSON.stringify(begun));
    const address = new URL(authorizationEndpoint);
    const query = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: url('.').href,
      scope: scopes,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: 'S256',
    };
    Object.entries(query).forEach(([name, value]) => address.searchParams.set(name, value));
    return address;
  }

  /** What the token endpoint is asked with. */
  grant() {
    if (this.#begun === null || this.#query.get('state') !== this.#begun.state) {
      throw new Error('This answer of the provider is to no question of this page.');
    }
    if (this.#query.has('error')) {
      throw new Error(`The provider has not signed you in: ${this.#query.get('error')}.`);
    }
    return {
      grant_type: 'authorization_code',
      code: this.#query.get('code'),
      redirect_uri: url('.').href,
      code_verifier: this.#begun.verifier,
    };
  }

  check(claims, { issuer, clientId }) {
    const audience = [claims.aud].flat();
    if (claims.nonce !== this.#begun.nonce || claims.iss !== issuer || !audience.includes(clientId)) {
      throw new Error('The provider sent a token that was made for another sign-in.');
    }
  }
}

/** What came back with the address, and is taken out of it; null where nothing did. */
export function takeAnswer() {
  const query = new URLSearchParams(location.search);
  if (!query.has('state') || !(query.has('code') || query.has('error'))) {
    return null;
  }
  const begun = JSON.parse(sessionStorage.getItem(BEGUN));
  sessionStorage.removeItem(BEGUN);
  history.replaceState(null, '', location.pathname + (begun?.back || '#/'));
  return new CodeRequest(begun, query);
}
