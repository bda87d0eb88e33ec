/** Pointer, wheel and keys of the timeline. */

/** Pixels within which a press is a click and not a drag. */
const STILL = 4;

export function listen(plot, timeline) {
  let press = null;

  const point = (event) => {
    const bounds = plot.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  };

  plot.addEventListener('pointerdown', (event) => {
    press = { x: event.clientX, dragged: false };
  });

  plot.addEventListener('pointermove', (event) => {
    if (!press || event.buttons === 0) {
      timeline.hover(...point(event));
      return;
    }
    const by = event.clientX - press.x;
    if (press.dragged || Math.abs(by) > STILL) {
      plot.setPointerCapture(event.pointerId);
      press = { x: event.clientX, dragged: true };
      timeline.pan(-by);
    }
  });

  plot.addEventListener('pointerup', (event) => {
    if (press && !press.dragged) {
      timeline.pick(...point(event));
    }
    press = null;
  });

  plot.addEventListener('pointercancel', () => { press = null; });
  plot.addEventListener('pointerleave', () => timeline.leave());

  plot.addEventListener('wheel', (event) => {
    const [x] = point(event);
    if (event.ctrlKey || event.metaKey) {
      timeline.zoom(Math.exp(event.deltaY / 300), x);
    } else if (event.deltaX !== 0 || event.shiftKey) {
      timeline.pan(event.deltaX || event.deltaY);
    } else {
      return;
    }
    event.preventDefault();
  }, { passive: false });

  plot.addEventListener('keydown', (event) => {
    const act = {
      ArrowLeft: () => timeline.step(-1),
      ArrowRight: () => timeline.step(1),
      PageUp: () => timeline.step(-20),
      PageDown: () => timeline.step(20),
      Home: () => timeline.step(-Infinity),
      End: () => timeline.step(Infinity),
      '+': () => timeline.zoom(0.5),
      '-': () => timeline.zoom(2),
      0: () => timeline.fit(),
    }[event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      act();
      event.preventDefault();
    }
  });
}
