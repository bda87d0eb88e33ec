/** Elements made of text and attributes alone: nothing here parses markup. */

/**
 * Makes an element. `props` are attributes, except `on…` (listeners), `text`, `dataset`, and booleans, which are set as
 * properties. Children are nodes or text; null and false are left out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) {
      continue;
    }
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (name === 'text') {
      node.textContent = value;
    } else if (name === 'dataset') {
      Object.assign(node.dataset, value);
    } else if (typeof value === 'boolean') {
      node[name] = value;
    } else {
      node.setAttribute(name, value);
    }
  }
  node.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Says something to a screen reader, once; and, with `visible`, to everybody for a few seconds. */
export function announce(text, { visible = false } = {}) {
  byId('announce').textContent = text;
  if (visible) {
    const toast = byId('toast');
    toast.textContent = text;
    toast.classList.add('shown');
    clearTimeout(toast.hiding);
    toast.hiding = setTimeout(() => toast.classList.remove('shown'), 3500);
  }
}

/** Calls `action` at most once in `wait` ms, and surely after the last call. */
export function throttle(action, wait) {
  let timer = null;
  let last = 0;
  const run = () => {
    timer = null;
    last = performance.now();
    action();
  };
  const throttled = () => {
    timer ??= setTimeout(run, Math.max(0, last + wait - performance.now()));
  };
  throttled.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  return throttled;
}

/** Resolves after `ms`, or at once when `signal` is aborted. */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
