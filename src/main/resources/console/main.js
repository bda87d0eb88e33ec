/** Puts the parts together: the list, the conversation beside it, and the address that says what is shown. */
import { BEARER, curl, request, url } from './api.js';
import { copy, save } from './actions.js';
import { announce, byId } from './dom.js';
import { offerDemo } from './demo.js';
import { Filters, queryOf } from './filters.js';
import { Router, formatRoute } from './router.js';
import { Sessions } from './sessions.js';
import { isNeeded, whenKnown } from './sign-in.js';
import { Talk } from './talk.js';
import { Webhooks } from './webhooks.js';

const router = new Router(show);
const filters = new Filters((chosen, how) => router.go({ ...router.route, filters: chosen }, how));
const sessions = new Sessions((languages) => filters.suggest(languages));
const talk = new Talk({ note: (eventId) => router.note(eventId), onSession: (session) => sessions.know(session) });

function show(route) {
  filters.show(route.filters);
  document.body.dataset.view = route.sessionId ? 'talk' : 'list';
  document.title = route.sessionId ? `${route.sessionId} – Conversations` : 'Conversations';
  byId('back').href = formatRoute({ filters: route.filters });
  sessions.show(route.filters, route.sessionId);
  if (route.sessionId) {
    talk.open(route.sessionId, route.eventId);
  } else {
    talk.close();
  }
  const exported = queryOf(route.filters);
  byId('list-download').href = url('sessions/export', exported);
}

byId('list-curl').addEventListener('click', () => copy(curl(url('sessions', queryOf(router.route.filters))), 'curl command'));

/** A link cannot say who asks. */
byId('list-download').addEventListener('click', async (event) => {
  if (!isNeeded()) {
    return;
  }
  event.preventDefault();
  try {
    save(await (await request(byId('list-download').href)).blob(), 'sessions.ndjson');
  } catch (failure) {
    announce(failure.message, { visible: true });
  }
});

byId('jump').addEventListener('submit', (event) => {
  event.preventDefault();
  const sessionId = byId('jump-id').value.trim();
  if (sessionId) {
    byId('jump-id').value = '';
    byId('jump-id').blur();
    router.go({ sessionId, filters: router.route.filters });
  }
});

byId('theme').addEventListener('click', () => {
  const dark = getComputedStyle(document.documentElement).colorScheme.startsWith('dark')
    || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  const theme = dark ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  dispatchEvent(new Event('themechange'));
  announce(`${theme === 'dark' ? 'Dark' : 'Light'} colours`);
});

byId('skip').addEventListener('click', () => {
  if (router.route.sessionId) {
    byId('talk-scroll').focus();
  } else {
    sessions.focus();
  }
});

for (const origin of document.querySelectorAll('[data-origin]')) {
  origin.textContent = url('').href.replace(/\/$/, '');
}
whenKnown(() => {
  byId('begin').textContent = byId('begin').textContent.replaceAll("  -H 'Content-Type", `  ${BEARER}-H 'Content-Type`);
});
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', () => copy(byId(button.dataset.copy).textContent, 'Commands'));
}

addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, select, textarea, dialog');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    byId('jump-id').focus();
  } else if (event.key === 'Escape' && !event.target.closest('dialog')) {
    if (typing) {
      event.target.blur();
    } else if (router.route.sessionId) {
      const { sessionId, filters: kept } = router.route;
      router.go({ filters: kept });
      sessions.focus(sessionId);
    }
  }
});

router.start();
request(url('console/mode')).then((answer) => answer.json()).then((mode) => {
  offerDemo(mode.demo, (sessionId) => router.go({ sessionId, filters: {} }));
  if (mode.webhooks) {
    new Webhooks().look();
  }
}).catch(() => {});
