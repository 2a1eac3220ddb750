/** Work that can wait until the citizen sees something. */

/** Milliseconds after which nothing waits for a frame any longer: browsers paint none of a page that nobody sees. */
const LATEST = 500;

/** Run this once, when the next frame has been painted; gives the way to call it off. */
export function afterPaint(run: () => void): () => void {
  let timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    run();
  }, LATEST);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(run); // A frame's callbacks come before it is painted, tasks after it.
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
