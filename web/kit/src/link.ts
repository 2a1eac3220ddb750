/** One WebSocket that comes back by itself: full-jitter back-off, ping, detection of a dead peer. It knows no frames. */

/** The part of WebSocket the link uses; tests hand in a fake. */
export type Socket = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">;

export type LinkState = "idle" | "connecting" | "open" | "waiting";

export interface LinkEvents {
  /** The socket is open: say hello. */
  opened(): void;
  /** A text frame arrived. */
  received(text: string): void;
  changed(state: LinkState): void;
  /** The link has sent a ping of its own. */
  pinged?(): void;
  /** The server closed. Return false to stay closed; anything else comes back by itself. */
  closed(code: number): boolean;
}

export interface LinkOptions {
  openSocket?: (url: string) => Socket;
  /** Number in [0, 1): the jitter. */
  random?: () => number;
}

/** Milliseconds. */
export const TIMES = {
  /** Longest first wait before the next attempt; doubled by each failure in a row. */
  firstWait: 1000,
  longestWait: 30_000,
  /** An attempt is given up on which nothing has arrived by then: some proxies let sockets open and nothing through. */
  opening: 8000,
  ping: 25_000,
  /** After a ping, any frame must arrive within this time. */
  answer: 10_000,
  /** The same when the page is looked at again: a reader waits. */
  glance: 3000,
};

/** What tells that the page is looked at or has a network again. */
const AWAKE: readonly (readonly [EventTarget, string])[] = [
  [window, "online"],
  [window, "pageshow"],
  [document, "resume"],
  [document, "visibilitychange"],
];

/** The wait before attempt number `failures + 1`: uniform between 0 and a ceiling that doubles ("full jitter"). */
export function waitBefore(failures: number, random: () => number): number {
  return random() * Math.min(TIMES.longestWait, TIMES.firstWait * 2 ** failures);
}

export class Link {
  readonly #url: string;
  readonly #events: LinkEvents;
  readonly #openSocket: (url: string) => Socket;
  readonly #random: () => number;
  #socket: Socket | null = null;
  #state: LinkState = "idle";
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last frame arrived on this socket; 0 before the first. */
  #heardAt = 0;
  #heard = false;

  constructor(url: string, events: LinkEvents, options: LinkOptions = {}) {
    this.#url = url;
    this.#events = events;
    this.#openSocket = options.openSocket ?? ((address) => new WebSocket(address));
    this.#random = options.random ?? Math.random;
  }

  get state(): LinkState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== "idle") return;
    for (const [target, type] of AWAKE) target.addEventListener(type, this.#look);
    addEventListener("pagehide", this.#leave);
    this.#connect();
  }

  stop(): void {
    for (const [target, type] of AWAKE) target.removeEventListener(type, this.#look);
    removeEventListener("pagehide", this.#leave);
    this.#drop(1000);
    this.#enter("idle");
  }

  /** Hand a frame over if the socket is open; false when it was not. */
  send(frame: object): boolean {
    if (this.#state !== "open" || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The conversation is under way: the next failure counts as the first. */
  settled(): void {
    this.#failures = 0;
  }

  /** Begin anew at once, for instance to read the log again. */
  restart(): void {
    if (this.#state === "idle") return;
    this.#drop(1000);
    this.#connect();
  }

  #connect(): void {
    this.#enter("connecting");
    const socket = this.#openSocket(this.#url);
    this.#socket = socket;
    this.#heardAt = 0;
    this.#after(TIMES.opening, () => this.#lost(0));
    socket.onopen = () => {
      this.#enter("open");
      this.#events.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#heardAt === 0) this.#schedulePing();
      this.#heard = true;
      this.#heardAt = Date.now();
      if (typeof data === "string") this.#events.received(data);
    };
    socket.onclose = ({ code }) => this.#lost(code);
  }

  /** The peer is gone: come back after a wait, unless the owner of the link wants to stay away. */
  #lost(code: number): void {
    this.#drop(4000);
    if (!this.#events.closed(code)) {
      this.stop();
      return;
    }
    this.#enter("waiting");
    this.#after(waitBefore(this.#failures, this.#random), () => this.#connect());
    this.#failures += 1;
  }

  #drop(code: number): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  #schedulePing(): void {
    this.#after(TIMES.ping, () => this.#ping(TIMES.answer, () => this.#lost(0)));
  }

  #ping(patience: number, silent: () => void): void {
    this.#heard = false;
    if (this.send({ type: "ping" })) this.#events.pinged?.();
    this.#after(patience, () => {
      if (this.#heard) this.#schedulePing();
      else silent();
    });
  }

  #enter(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#events.changed(state);
  }

  #after(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, milliseconds);
  }

  /** The page is thrown away, or put aside whole: no browser keeps a page that holds a connection. */
  readonly #leave = (): void => {
    if (this.#state === "idle") return;
    this.#drop(1000);
    this.#enter("waiting");
  };

  /** The device may have slept, or the network have changed: find out at once whether the peer is still there. */
  readonly #look = (): void => {
    if (document.visibilityState !== "visible") return;
    if (this.#state === "waiting") {
      clearTimeout(this.#timer);
      this.#connect();
    } else if (this.#state === "open" && this.#heardAt > 0) {
      // A peer that was not even asked for so long has given us up.
      if (Date.now() - this.#heardAt > TIMES.ping + TIMES.answer) this.restart();
      else this.#ping(TIMES.glance, () => this.restart());
    }
  };
}
