/** Which events are new to the reader, and who hears of them: a conversation of an earlier page is not told again. */
import { signal } from "@moien/kit/signals.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";

type Heard = (event: ShownEvent) => void;

export class News {
  /** Messages that nobody has looked at yet in any tab, by their `seq`. */
  readonly unread = signal<readonly number[]>([]);
  readonly #listeners = new Set<Heard>();
  /** The conversation began on an earlier page; its events up to `#history` are old. */
  #earlier: boolean;
  #history = 0;
  #readTo = 0;

  constructor(earlier: boolean) {
    this.#earlier = earlier;
  }

  /** Whether an event is new to the reader. */
  has(seq: number): boolean {
    return seq > this.#history;
  }

  /** Whether more of the earlier conversation is on its way to a page that has read up to `seq`. */
  loads(seq: number): boolean {
    return seq < this.#history;
  }

  /** Be told of every event that is new to the reader; gives the way to stop. */
  onArrival(heard: Heard): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  /** The hub's log ends at `last`, of which this page has read up to `read`. */
  welcomed(last: number, read: number): void {
    if (this.#earlier && read === 0) this.#history = last;
  }

  arrived(event: ShownEvent): void {
    const { seq, data } = event;
    if (!this.has(seq)) return;
    const counts = data.kind === "message" && data.author !== "citizen" && seq > this.#readTo;
    if (counts) this.unread.value = [...this.unread.value, seq];
    for (const heard of this.#listeners) heard(event);
  }

  /** Everything up to `seq` was looked at. */
  read(seq: number): void {
    this.#readTo = Math.max(this.#readTo, seq);
    this.unread.value = this.unread.value.filter((unread) => unread > seq);
  }

  /** Another conversation begins, all of which is new. */
  anew(): void {
    this.#earlier = false;
    this.#history = this.#readTo = 0;
    this.unread.value = [];
  }
}
