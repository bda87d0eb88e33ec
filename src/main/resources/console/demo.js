/** Plays a sample conversation in real time, through the same API that any client uses. */
import { Failure, appendEvent, completeSession, createSession, request, url } from './api.js';
import { announce, pause } from './dom.js';

/** Offers the demo, where the service says that it is one to play with. */
export function offerDemo(demo, onStart) {
  for (const button of document.querySelectorAll('[data-demo]')) {
    button.hidden = !demo;
    button.addEventListener('click', () => play(onStart));
  }
}

async function play(onStart) {
  const buttons = document.querySelectorAll('[data-demo]');
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const sample = await (await request(url('console/demo.json'))).json();
    const sessionId = `demo-${new Date().toISOString().replaceAll(/[^0-9]/g, '').slice(2, 14)}`;
    await again(() => createSession({ sessionId, language: sample.language, metadata: sample.metadata }));
    onStart(sessionId);
    for (const [index, { after, ...event }] of sample.events.entries()) {
      await pause(after);
      await again(() => appendEvent(sessionId, { eventId: `turn-${String(index + 1).padStart(3, '0')}`, ...event }));
    }
    await pause(sample.endsAfter);
    await again(() => completeSession(sessionId, 'completed'));
  } catch (failure) {
    announce(`The demo stopped: ${failure.message}`, { visible: true });
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

/** The same request again, as a careful client does: with the same ids it has no further effect. */
async function again(send) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (failure) {
      if (attempt === 5 || !(failure instanceof Failure) || (failure.status > 0 && failure.status < 500)) {
        throw failure;
      }
      await pause(500 * attempt);
    }
  }
}
