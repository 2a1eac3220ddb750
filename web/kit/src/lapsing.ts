/** Something that is true only as long as it is said again and again: "is writing". */
import { signal, type ReadonlySignal } from "./signals.ts";

/** Milliseconds after which it lapses. */
const LAPSES = 6000;

/** Shortest time in milliseconds between two frames that say so; well below `LAPSES`, so that none is missed. */
export const TYPING_AGAIN = 3000;

export class Lapsing {
  readonly #holds = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  get holds(): ReadonlySignal<boolean> {
    return this.#holds;
  }

  /** It is so, for a while. */
  raise(): void {
    this.#holds.value = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.lower(), LAPSES);
  }

  lower(): void {
    clearTimeout(this.#timer);
    this.#holds.value = false;
  }
}
