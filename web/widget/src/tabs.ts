/** Tabs of one citizen in step: one begins the conversation, all know what is on its way, read, and in which language. */
import * as v from "valibot";
import { errorCode, lastingFrame, type LastingFrame } from "@moien/kit/frames.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";

/** The part of BroadcastChannel that is used; tests hand in a fake. */
export type Channel = Pick<BroadcastChannel, "postMessage" | "close" | "onmessage">;

/** Other scripts of the page can speak there too, and tabs may be of another day: what does not fit is not heard. */
const said = v.variant("kind", [
  /** Where a frame stands. */
  v.object({
    kind: v.literal("pending"),
    entry: v.object({
      frame: v.custom<LastingFrame>((value) => v.is(lastingFrame, value)),
      at: v.number(),
      acked: v.nullable(v.number()),
      failed: v.nullable(errorCode),
    }),
  }),
  v.object({ kind: v.literal("gone"), id: v.string() }),
  v.object({ kind: v.literal("language"), language: v.picklist(LANGUAGES) }),
  v.object({ kind: v.literal("read"), seq: v.number() }),
]);

export type Said = v.InferOutput<typeof said>;

/** Milliseconds to wait for another tab that begins a conversation: it may have been put to sleep over it. */
const PATIENCE = 3000;

export class Tabs {
  readonly #name: string;
  readonly #heard: (said: Said) => void;
  readonly #openChannel: (name: string) => Channel | null;
  #channel: Channel | null = null;
  #settle: (() => void) | undefined;

  /** `name` is that of the site: its tabs hear each other. */
  constructor(name: string, heard: (said: Said) => void, open: (name: string) => Channel | null = openChannel) {
    this.#name = name;
    this.#heard = heard;
    this.#openChannel = open;
  }

  start(): void {
    // A page that the browser puts aside is thrown away when it hears something there.
    addEventListener("pagehide", this.#close);
    addEventListener("pageshow", this.#open);
    this.#open();
  }

  stop(): void {
    removeEventListener("pagehide", this.#close);
    removeEventListener("pageshow", this.#open);
    this.#close();
    this.settled();
  }

  say(what: Said): void {
    this.#channel?.postMessage(what);
  }

  /** Begin a conversation while no other tab does: whoever comes second finds that of the first. */
  beginAlone(begin: () => void): void {
    this.settled();
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return begin();
    const waiting = new AbortController();
    let end: () => void;
    const begun = new Promise<void>((resolve) => (end = resolve));
    const stopWaiting = () => {
      clearTimeout(late);
      waiting.abort();
    };
    const late = setTimeout(() => {
      stopWaiting();
      begin();
    }, PATIENCE);
    const hold = () => {
      clearTimeout(late);
      begin();
      return begun;
    };
    this.#settle = () => {
      stopWaiting();
      end();
    };
    locks.request(this.#name, { signal: waiting.signal }, hold).catch(() => undefined);
  }

  /** The conversation has begun, or the attempt is over. */
  settled(): void {
    this.#settle?.();
    this.#settle = undefined;
  }

  readonly #open = (): void => {
    this.#channel ??= this.#openChannel(this.#name);
    if (this.#channel) this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
  };

  readonly #close = (): void => {
    this.#channel?.close();
    this.#channel = null;
  };

  #hear(data: unknown): void {
    const read = v.safeParse(said, data);
    if (read.success) this.#heard(read.output);
  }
}

function openChannel(name: string): Channel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
}
