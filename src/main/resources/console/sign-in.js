/**
 * Who is asking: nobody in particular, whoever has a key, or whoever the provider knows. Requests wait here for what they have to
 * show, and come back when it was refused.
 */
import { Failure, reason, send, url } from './base.js';
import { byId } from './dom.js';
import { Key } from './key.js';
import { Provider } from './provider.js';
import { close } from './sign-in-form.js';

const OPEN = { credential: async () => null, refused: async () => {} };

let found = null;
let needed = false;
const waiting = [];

/** What is to be shown with a request: a token, a key, or null where nobody is asked. */
export async function credential() {
  return (await way()).credential();
}

/** `shown` was refused, and `why` says the service; ends when it makes sense to try again. */
export async function refused(shown, why) {
  await (await way()).refused(shown, why);
}

/** Whether one signs in here, as far as that is known. */
export const isNeeded = () => needed;

/** Calls `action` as soon as it is known that one signs in here; never where one does not. */
export function whenKnown(action) {
  waiting.push(action);
}

/** Asked for until it is known. */
function way() {
  found ??= find().catch((failure) => {
    found = null;
    throw failure;
  });
  return found;
}

async function find() {
  const response = await send(url('console/sign-in'));
  if (!response.ok) {
    throw new Failure(response.status, await reason(response));
  }
  const told = await response.json();
  if (told.mode === 'off') {
    return OPEN;
  }
  needed = true;
  waiting.forEach((action) => action());
  const chosen = told.mode === 'api-keys' ? new Key(present) : new Provider(told, present);
  byId('sign-out').addEventListener('click', () => chosen.signOut());
  return chosen;
}

/** Shows who it is that is signed in. */
function present(name) {
  close();
  byId('who').textContent = name;
  byId('who').title = name;
  byId('who').hidden = false;
  byId('sign-out').hidden = false;
}
