/** Parts of the panel that are fetched when they are first needed. */
import { signal } from "@moien/kit/signals.ts";

/** Milliseconds until a part that could not be fetched is tried again: at first, and after many tries. */
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60_000;

/**
 * Gives a function that begins to fetch a part when it is first called, and gives the part once it is there: null until
 * then, undefined while it cannot be fetched. That is tried again after a pause, and as soon as the device is online.
 * A component that calls it is drawn anew in time.
 */
export function later<T>(fetchPart: () => Promise<T>): () => T | null | undefined {
  const part = signal<T | null | undefined>(null);
  let pause = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = () => {
    clearTimeout(timer);
    removeEventListener("online", attempt);
    fetchPart().then(
      (fetched) => (part.value = fetched),
      (error: unknown) => {
        console.error(error);
        part.value = undefined;
        timer = setTimeout(attempt, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        addEventListener("online", attempt);
      },
    );
  };
  return () => {
    if (pause === 0) {
      pause = FIRST_PAUSE;
      attempt();
    }
    return part.value;
  };
}
