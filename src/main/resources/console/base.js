/** Where the service is, and what goes wrong on the way to it. Paths are relative, so the console also works below a prefix. */

/** A refused or failed request; `status` is 0 when no answer came at all. */
export class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function url(path, query = {}) {
  const address = new URL(path, document.baseURI.split('#')[0]);
  for (const [name, value] of Object.entries(query)) {
    if (value !== '' && value !== null && value !== undefined) {
      address.searchParams.set(name, value);
    }
  }
  return address;
}

/** Fetches; whatever is answered, an answer it is. */
export async function send(address, options, who = 'The service') {
  try {
    return await fetch(address, { cache: 'no-store', ...options });
  } catch (e) {
    throw e.name === 'AbortError' ? e : new Failure(0, `${who} does not answer.`);
  }
}

/** What an answer that is no success says of its reason. */
export async function reason(response) {
  try {
    const problem = await response.json();
    const rules = (problem.violations ?? []).map((violation) => `${violation.field} ${violation.message}`);
    return rules.join('; ') || problem.detail || problem.title || `The service answered ${response.status}.`;
  } catch {
    return response.status === 401 || response.status === 403
      ? 'The service wants to know who asks: this console has no access.'
      : `The service answered ${response.status}.`;
  }
}
