/** Whether this citizen reads in easy language: chosen once, for all messages that have it. */
import { signal } from "@moien/kit/signals.ts";
import type { ShownMessage } from "@moien/kit/frames.ts";
import type { Store } from "./store.ts";

export class EasyLanguage {
  readonly on = signal(false);
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    this.refresh();
  }

  /** What the browser keeps counts: it forgets the choice with the conversation. */
  refresh(): void {
    this.on.value = this.#store.easy;
  }

  choose(on: boolean): void {
    this.on.value = this.#store.easy = on;
  }

  /** What is read of a message; `other`: the one of the two texts that is not read by choice. */
  textOf({ text, easy }: Pick<ShownMessage, "text" | "easy">, other = false): string {
    return this.on.value === other ? text : (easy ?? text);
  }
}
