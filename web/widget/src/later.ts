/** Parts of the panel that are fetched when they are first needed. */
import { signal } from "@preact/signals";

/**
 * Gives a function that begins to fetch a part when it is first called, and gives the part once it is there; null until
 * then, and where it cannot be fetched: the next call tries again. A component that calls it is drawn anew in time.
 */
export function later<T>(fetchPart: () => Promise<T>): () => T | null {
  const part = signal<T | null>(null);
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      fetchPart().then(
        (fetched) => (part.value = fetched),
        (error: unknown) => {
          asked = false;
          console.error(error);
        },
      );
    }
    return part.value;
  };
}
