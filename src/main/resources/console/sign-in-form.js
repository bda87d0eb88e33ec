/** The page that stands there until somebody has signed in. */
import { announce, byId } from './dom.js';

let answer = null;

/** Asks, with a field for a key where `key` is set, and ends with what stood in it; `problem` is why it has to be asked again. */
export function ask({ what, problem = '', key = false, action = 'Sign in' }) {
  byId('sign-in-what').textContent = what;
  byId('sign-in-problem').textContent = problem;
  byId('sign-in-do').textContent = action;
  byId('sign-in-do').hidden = !action;
  byId('sign-in-key').hidden = !key;
  byId('sign-in-key').value = '';
  byId('who').hidden = true;
  byId('sign-out').hidden = true;
  document.body.dataset.signIn = '';
  byId(key ? 'sign-in-key' : 'sign-in-do').focus();
  announce(problem || what);
  return new Promise((resolve) => { answer = resolve; });
}

export function close() {
  delete document.body.dataset.signIn;
  byId('sign-in-key').value = '';
}

byId('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  answer?.(byId('sign-in-key').value.trim());
});
