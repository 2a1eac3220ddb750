/** Stands in for a WebSocket where those are blocked: one call that waits for news, and beside it calls that bring frames. */
import * as v from "valibot";
import type { Socket } from "./link.ts";

/** Seconds that a call waits at the gateway. */
const WAIT = 25;
/** Milliseconds that any call may take beyond that. */
const PATIENCE = 10_000;
/** Characters of all frames in one call: in bytes well below what the gateway reads. */
const AT_ONCE = 15_000;
const MOST_AT_ONCE = 20;

const polled = v.object({
  frames: v.array(v.unknown()),
  /** Goes back as it came. */
  known: v.unknown(),
  close: v.nullable(v.number()),
});

/** What is read of the frames, in both directions. */
interface Seen {
  type?: string;
  token?: string | null;
  last_seq?: number;
  event?: { seq: number };
}

export class PollingSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  readonly #url: string;
  readonly #calls = new AbortController();
  /** Said with each call, with the newest token and what has arrived by then; null before the first frame. */
  #hello: Seen | null = null;
  #known: unknown = null;
  #outgoing: string[] = [];
  #sending: Promise<void> | null = null;

  constructor(url: string) {
    this.#url = url;
    queueMicrotask(() => {
      this.onopen?.call(this as unknown as WebSocket, new Event("open"));
    });
  }

  send(text: string): void {
    if (this.#hello) {
      this.#outgoing.push(text);
      this.#sendOut();
    } else {
      this.#hello = JSON.parse(text) as Seen;
      void this.#receive();
    }
  }

  close(): void {
    this.#calls.abort();
  }

  async #receive(): Promise<void> {
    for (;;) {
      const token = this.#hello?.token;
      const told = await this.#call([], this.#known === null ? 0 : WAIT);
      if (!told) return;
      this.#known = told.known;
      this.#take(told.frames);
      this.#sendOut();
      if (told.close === null) continue;
      // What is on its way may bring the new token that has ended the old one.
      await this.#sending;
      if (told.close !== 4404 || this.#hello?.token === token) this.#end(told.close);
    }
  }

  /** One call at a time; none before the first welcome, lest each begin a conversation. */
  #sendOut(): void {
    if (this.#known !== null && this.#outgoing.length > 0) this.#sending ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    while (this.#outgoing.length > 0) {
      let length = 0;
      const fit = this.#outgoing.findIndex(
        (text, index) => (length += text.length) > AT_ONCE || index === MOST_AT_ONCE,
      );
      const told = await this.#call(this.#outgoing.splice(0, fit < 0 ? MOST_AT_ONCE : Math.max(fit, 1)), 0);
      if (!told) return;
      // What is in no event comes in order over the call that waits, and only over that.
      this.#take(told.frames.filter((frame) => !/^(busy|place)$/.test((frame as Seen).type ?? "")));
      if (told.close !== null) this.#end(told.close);
    }
    this.#sending = null;
  }

  #take(frames: readonly unknown[]): void {
    for (const frame of frames) {
      const { token, event } = frame as Seen;
      if (this.#hello && token) this.#hello.token = token;
      if (this.#hello && event) this.#hello.last_seq = Math.max(this.#hello.last_seq ?? 0, event.seq);
      const message = new MessageEvent("message", { data: JSON.stringify(frame) });
      this.onmessage?.call(this as unknown as WebSocket, message);
    }
  }

  /** Null where there is no answer, or nobody listens any more. */
  async #call(frames: readonly string[], wait: number): Promise<v.InferOutput<typeof polled> | null> {
    if (this.#calls.signal.aborted) return null;
    const { signal } = this.#calls;
    const late = setTimeout(() => this.#end(1006), wait * 1000 + PATIENCE);
    try {
      const told = JSON.stringify({ hello: this.#hello, known: this.#known, wait });
      const response = await fetch(this.#url, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json" },
        body: `${told.slice(0, -1)},"frames":[${frames.join()}]}`,
        signal,
      });
      const answer = response.ok ? v.parse(polled, await response.json()) : null;
      if (answer && !signal.aborted) return answer;
    } catch {
      // No network, or something between that answers in the gateway's place.
    } finally {
      clearTimeout(late);
    }
    this.#end(1006);
    return null;
  }

  #end(code: number): void {
    if (this.#calls.signal.aborted) return;
    this.#calls.abort();
    this.onclose?.call(this as unknown as WebSocket, new CloseEvent("close", { code }));
  }
}
