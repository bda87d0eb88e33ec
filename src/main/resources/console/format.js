/** Times and lengths as people read them, in the reader's time zone. */

const two = (number) => String(number).padStart(2, '0');

/** A length: `0.45 s`, `8.2 s`, `1:04`, `2:10:00`, `3 d 4 h`. */
export function length(ms) {
  if (ms < 995) {
    return (ms / 1000).toFixed(2) + ' s';
  }
  if (ms < 59_950) {
    return (ms / 1000).toFixed(1) + ' s';
  }
  return clock(ms);
}

/** Minutes and seconds: `0:04`, `61:04` never: `1:01:04`, and days beyond two of them. */
export function clock(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const sign = ms <= -500 ? '−' : '';
  const hours = Math.floor(seconds / 3600);
  if (hours >= 48) {
    return `${sign}${Math.floor(hours / 24)} d ${hours % 24} h`;
  }
  const rest = `${two(seconds % 60)}`;
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${rest}` : `${sign}${minutes}:${rest}`;
}

/** Where in the conversation: tenths matter when turns follow each other within a second. */
export function offset(ms) {
  const tenths = Math.floor(Math.abs(ms) / 100);
  return (ms < 0 ? '−' : '') + clock(Math.floor(tenths / 10) * 1000) + '.' + (tenths % 10);
}

const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export function dateTime(ms) {
  return Number.isFinite(ms) ? DAY_AND_TIME.format(ms) : '';
}

/** `just now`, `4 min ago`, today's time, or date and time. */
export function started(ms, now) {
  const age = now - ms;
  if (age >= -5_000 && age < 45_000) {
    return 'just now';
  }
  if (age >= 0 && age < 3_570_000) {
    return `${Math.round(age / 60_000)} min ago`;
  }
  const sameDay = new Date(ms).toDateString() === new Date(now).toDateString();
  return sameDay ? `today, ${TIME.format(ms)}` : dateTime(ms);
}

export const count = (number, one, many = one + 's') => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** For an `<input type="datetime-local">`: the local time of an instant, and back. */
export function toLocalInput(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) {
    return '';
  }
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const fromLocalInput = (text) => (text ? new Date(text).toISOString() : '');
