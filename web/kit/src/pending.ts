/** Frames on their way: kept until acknowledged, shown until the log shows them. */
import { signal, type ReadonlySignal } from "./signals.ts";
import type { View } from "./fold.ts";
import type { ErrorCode } from "./frames.ts";
import type { Identified, Outbox } from "./outbox.ts";

/** A frame the log does not show yet. */
export interface Pending<F extends Identified> {
  frame: F;
  /** When it was sent, in milliseconds since 1970. */
  at: number;
  /** `seq` the hub gave it; null until it is acknowledged. */
  acked: number | null;
  failed: ErrorCode | null;
}

export class PendingFrames<F extends Identified> {
  readonly #list = signal<readonly Pending<F>[]>([]);
  readonly #outbox: Outbox<F>;
  readonly #changed: (messageId: string, entry: Pending<F> | undefined) => void;

  /** `changed` hears where a frame stands after each change made here; undefined: it is gone. */
  constructor(
    outbox: Outbox<F>,
    changed: (messageId: string, entry: Pending<F> | undefined) => void = () => undefined,
  ) {
    this.#outbox = outbox;
    this.#changed = changed;
    this.#list.value = outbox.frames.map(fresh);
  }

  get list(): ReadonlySignal<readonly Pending<F>[]> {
    return this.#list;
  }

  find(messageId: string | null): Pending<F> | undefined {
    return this.#list.value.find(({ frame }) => frame.message_id === messageId);
  }

  add(frame: F): void {
    this.#outbox.add(frame);
    this.#list.value = [...this.#list.value, fresh(frame)];
    this.#tell(frame.message_id);
  }

  /** The hub has stored it under `seq`. */
  acknowledge(messageId: string, seq: number): void {
    this.#outbox.remove(messageId);
    this.#change(messageId, { acked: seq, failed: null });
  }

  fail(messageId: string, code: ErrorCode): void {
    this.#change(messageId, { failed: code });
  }

  retry(messageId: string): void {
    this.#change(messageId, { failed: null });
  }

  remove(messageId: string): void {
    this.#outbox.remove(messageId);
    this.hide(messageId);
    this.#tell(messageId);
  }

  clear(): void {
    this.#outbox.clear();
    for (const { frame } of this.#list.value) this.remove(frame.message_id);
  }

  /** Where a frame of another tab stands. */
  show(entry: Pending<F>): void {
    const id = entry.frame.message_id;
    if (this.find(id))
      this.#list.value = this.#list.value.map((known) => (known.frame.message_id === id ? entry : known));
    else this.#list.value = [...this.#list.value, entry];
  }

  /** A frame of another tab is no longer on its way. */
  hide(messageId: string): void {
    this.#list.value = this.#list.value.filter(({ frame }) => frame.message_id !== messageId);
  }

  /** Drop what the log shows by now; `concerns` picks the frames of this log where there are several. */
  settle({ seq, items }: View, concerns: (frame: F) => boolean = () => true): void {
    if (this.#list.value.length === 0) return;
    const shown = new Set(items.map((item) => (item.kind === "message" ? item.message_id : null)));
    const isShown = ({ frame, acked }: Pending<F>) =>
      concerns(frame) && (shown.has(frame.message_id) || (acked !== null && acked <= seq));
    for (const { frame } of this.#list.value.filter(isShown)) this.#outbox.remove(frame.message_id);
    this.#list.value = this.#list.value.filter((entry) => !isShown(entry));
  }

  #tell(messageId: string): void {
    this.#changed(messageId, this.find(messageId));
  }

  #change(messageId: string, change: Partial<Pending<F>>): void {
    this.#list.value = this.#list.value.map((entry) =>
      entry.frame.message_id === messageId ? { ...entry, ...change } : entry,
    );
    this.#tell(messageId);
  }
}

function fresh<F extends Identified>(frame: F): Pending<F> {
  return { frame, at: Date.now(), acked: null, failed: null };
}
