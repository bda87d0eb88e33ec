/**
 * Server-sent events, as the HTML standard parses them. The browser's own EventSource tells only of event names that it was
 * asked for, and the types of events are the service's setting.
 */
export class SseParser {
  #rest = '';
  #name = '';
  #data = [];
  lastId = null;

  /** Takes a piece of the stream, and returns the messages it completes: `{id, name, data}`. */
  push(text) {
    // A CR at the end may be half of a CRLF: it waits for the next piece.
    const whole = this.#rest + text;
    const open = whole.endsWith('\r') ? whole.length - 1 : whole.length;
    const lines = whole.slice(0, open).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() + whole.slice(open);
    const messages = [];
    for (const line of lines) {
      this.#line(line, messages);
    }
    return messages;
  }

  #line(line, messages) {
    if (line === '') {
      if (this.#data.length > 0) {
        messages.push({ id: this.lastId, name: this.#name || 'message', data: this.#data.join('\n') });
      }
      this.#name = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'event') {
      this.#name = value;
    } else if (field === 'id' && !value.includes('\0')) {
      this.lastId = value;
    }
  }
}
