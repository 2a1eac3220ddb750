/** Work that can wait until the citizen sees something. */

/** Milliseconds after which nothing waits for a frame any longer: browsers paint none of a page that nobody sees. */
const LATEST = 500;

/** Do this once the next frame has been painted; gives the way to call it off, or to undo what it has done by then. */
export function afterPaint(act: () => (() => void) | undefined): () => void {
  let undo: (() => void) | undefined;
  let timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    undo = act();
  }, LATEST);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    // A frame's callbacks come before it is painted, tasks after it.
    timer = setTimeout(() => (undo = act()));
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    undo?.();
  };
}
