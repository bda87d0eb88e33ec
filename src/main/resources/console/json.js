/** JSON whose integers keep all of their digits: the service stores 64 bits, a JavaScript number has 53. */

const LONG = /\d{16}/;

const exact = (key, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') && JSON.rawJSON
    ? JSON.rawJSON(context.source)
    : value;

/** The reviver costs time, so only a text with a long number pays for it. */
export function parse(text) {
  return LONG.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

export function pretty(value) {
  return JSON.stringify(value, null, 2);
}

/** One line to recognise a value by: `query: "Chai Latte", quantity: 2`. */
export function brief(value, most = 160) {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || JSON.isRawJSON?.(value)) {
    return cut(JSON.stringify(value) ?? '', most);
  }
  let text = '';
  for (const [key, part] of Object.entries(value)) {
    text += (text && ', ') + key + ': ' + JSON.stringify(part);
    if (text.length > most) {
      break;
    }
  }
  return cut(text, most);
}

/** At most `most` characters, never half of a surrogate pair. */
export function cut(text, most) {
  if (text.length <= most) {
    return text;
  }
  const end = /[\uD800-\uDBFF]/.test(text[most - 1]) ? most - 1 : most;
  return text.slice(0, end) + '…';
}
