/** What the citizen does that must reach the hub whatever happens: sent, sent again, and taken over from other tabs. */
import type { LastingFrame } from "@moien/kit/frames.ts";
import { signal } from "@moien/kit/signals.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import { PendingFrames } from "@moien/kit/pending.ts";
import type { Store } from "./store.ts";
import type { Said } from "./tabs.ts";

/** Milliseconds after which a frame of another tab is sent here too: that tab may be gone. */
export const TAKE_OVER = 5000;

/** Longest time in seconds for which everything waits because something came too fast. */
const LONGEST_HOLD = 60;

interface Ways {
  /** Hands a frame to the hub; false where there is no connection on which it has welcomed us. */
  send: (frame: LastingFrame) => boolean;
  /** Tells the other tabs. */
  tell: (said: Said) => void;
}

export class Outgoing {
  readonly pending: PendingFrames<LastingFrame>;
  /** Button pressed by this citizen, by the `seq` of its message. */
  readonly pressed = signal<ReadonlyMap<number, number>>(new Map());
  readonly #ways: Ways;
  /** Runs while the hub wants to be left in peace. */
  #held: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store, ways: Ways) {
    this.#ways = ways;
    this.pending = new PendingFrames(store.outbox(), (id, entry) =>
      ways.tell(entry ? { kind: "pending", entry } : { kind: "gone", id }),
    );
  }

  post(frame: LastingFrame): void {
    this.pending.add(frame);
    if (this.#held === undefined) this.#ways.send(frame);
  }

  /** Something came too fast: send nothing for some seconds, then everything in its order. */
  hold(seconds: number): void {
    clearTimeout(this.#held);
    this.#held = setTimeout(() => this.sendAll(), Math.min(seconds, LONGEST_HOLD) * 1000);
  }

  /** One button of a message, once; false where it is pressed already. */
  press(seq: number, button: number): boolean {
    if (this.pressed.value.has(seq)) return false;
    this.#mark(seq, button);
    this.post({ type: "press", message_id: newMessageId(), seq, button });
    return true;
  }

  /** Send a refused frame once more, under the same id. */
  sendAgain(messageId: string): void {
    this.pending.retry(messageId);
    this.#sendIfWaiting(messageId);
  }

  /** The hub has welcomed us: send everything it has not acknowledged. */
  sendAll(): void {
    clearTimeout(this.#held);
    this.#held = undefined;
    for (const { frame } of this.pending.list.value) this.#sendIfWaiting(frame.message_id);
  }

  /** Another tab has said where a frame stands. */
  hear(said: Extract<Said, { kind: "pending" | "gone" }>): void {
    if (said.kind === "gone") return this.pending.hide(said.id);
    const { frame } = said.entry;
    const isNew = this.pending.find(frame.message_id) === undefined;
    this.pending.show(said.entry);
    if (!isNew) return;
    if (frame.type === "press") this.#mark(frame.seq, frame.button);
    setTimeout(() => this.#sendIfWaiting(frame.message_id), TAKE_OVER);
  }

  /** Another conversation: only what was written and nobody has read is kept. */
  leave(): void {
    this.pressed.value = new Map();
    for (const { frame } of this.pending.list.value) if (frame.type !== "say") this.pending.remove(frame.message_id);
  }

  #mark(seq: number, button: number): void {
    this.pressed.value = new Map(this.pressed.value).set(seq, button);
  }

  #sendIfWaiting(messageId: string): void {
    const entry = this.pending.find(messageId);
    if (entry?.acked === null && entry.failed === null) this.#ways.send(entry.frame);
  }
}
