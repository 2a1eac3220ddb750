/** The citizen's way to a person: asking, the place in the queue, what to do instead of waiting, and the rating. */
import { signal } from "@moien/kit/signals.ts";
import type { CitizenFrame, DayPart, ErrorCode, WaitingPlace, LastingFrame } from "@moien/kit/frames.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import type { PendingFrames } from "@moien/kit/pending.ts";

interface Ways {
  pending: PendingFrames<LastingFrame>;
  /** For frames that must reach the hub whatever happens. */
  post: (frame: LastingFrame) => void;
  /** For all others; false when there is no connection. */
  send: (frame: CitizenFrame) => boolean;
}

/** How satisfied a citizen is; 5 is best. */
export type Score = Extract<CitizenFrame, { type: "rate_conversation" }>["score"];

type Callback = Extract<LastingFrame, { type: "leave_callback" }>;

export class Person {
  /** Null while the citizen waits for nobody, or nobody has said yet where they stand. */
  readonly place = signal<WaitingPlace | null>(null);
  /** The call-back request that was refused for its phone number, to be put right. */
  readonly refused = signal<Callback | null>(null);
  readonly #ways: Ways;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  ask(): void {
    if (this.#sent("ask_person") === undefined) this.#ways.post({ type: "ask_person", message_id: newMessageId() });
  }

  leave(): void {
    this.#ways.send({ type: "leave_queue" });
  }

  /** Go on with the bot and keep the place, or stop doing so. */
  meanwhile(on: boolean): void {
    this.#ways.send({ type: "bot_meanwhile", on });
  }

  /** Leave the queue and be called; once. */
  callBack(phone: string, when: DayPart, about: string): void {
    if (this.callback !== undefined) return;
    this.refused.value = null;
    this.#ways.post({ type: "leave_callback", message_id: newMessageId(), phone, when, about });
  }

  /** The call-back request that is on its way. */
  get callback(): Callback | undefined {
    return this.#sent("leave_callback");
  }

  /** A newer score replaces one that is still on its way. */
  rate(score: Score): void {
    const before = this.#sent("rate_conversation");
    if (before) this.#ways.pending.remove(before.message_id);
    this.#ways.post({ type: "rate_conversation", message_id: newMessageId(), score });
  }

  /** The score that is on its way. */
  get scored(): Score | null {
    return this.#sent("rate_conversation")?.score ?? null;
  }

  /** Take a refusal that the form itself can show; false for all others. */
  refuses(frame: LastingFrame, code: ErrorCode): boolean {
    if (frame.type !== "leave_callback" || code !== "bad_phone") return false;
    this.refused.value = frame;
    return true;
  }

  /** The citizen no longer waits. */
  over(): void {
    this.place.value = this.refused.value = null;
  }

  #sent<T extends LastingFrame["type"]>(type: T): Extract<LastingFrame, { type: T }> | undefined {
    const found = this.#ways.pending.list.value.find(({ frame }) => frame.type === type);
    return found?.frame as Extract<LastingFrame, { type: T }> | undefined;
  }
}
