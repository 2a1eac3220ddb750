/** Chooses what carries a citizen's frames: a WebSocket, or long polling where a network blocks WebSockets. */
import type { Socket } from "./link.ts";
import { PollingSocket } from "./polling.ts";

/** Attempts in a row that bring nothing, after which polling is tried: on a page where a WebSocket never worked, or did. */
const NEVER_WORKED = 2;
const WORKED_BEFORE = 5;
/** Milliseconds after which a WebSocket is tried again, beside the calls: at first, the network may just have come back. */
export const SOON = 5000;
export const AGAIN = 300_000;
/** Milliseconds that this attempt may take. */
const PATIENCE = 10_000;

export interface CarrierOptions {
  /** Address of the calls. */
  polls: string;
  /** Until when this tab polls, in milliseconds since 1970, kept from page to page. */
  memory: { pollsUntil: number };
  /** WebSockets get through again. */
  freed: () => void;
  openSocket?: (url: string) => Socket;
}

export class Carrier {
  readonly #options: CarrierOptions;
  /** Attempts with a WebSocket in a row on which the hub said nothing. */
  #failures = 0;
  #patience = NEVER_WORKED;
  #polls = false;
  #url = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  readonly open = (url: string): Socket => {
    this.#polls = Date.now() < this.#options.memory.pollsUntil || this.#failures >= this.#patience;
    if (!this.#polls) return this.#openSocket(url);
    this.#url = url;
    return new PollingSocket(this.#options.polls);
  };

  /** The hub has welcomed us. */
  works(): void {
    this.#failures = 0;
    if (this.#polls) {
      const { memory } = this.#options;
      this.#timer ??= setTimeout(this.#tryAgain, Date.now() < memory.pollsUntil ? AGAIN : SOON);
      memory.pollsUntil = Date.now() + AGAIN;
    } else {
      this.#patience = WORKED_BEFORE;
      this.stop();
    }
  }

  /** An attempt has ended without a word of the hub. */
  failed(): void {
    // Where polling does not work either it is not the WebSocket that is blocked: both are tried in turn.
    this.#failures = this.#polls ? this.#patience - 1 : this.#failures + 1;
  }

  /** Forget everything that is planned. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #openSocket(url: string): Socket {
    return this.#options.openSocket?.(url) ?? new WebSocket(url);
  }

  /** Ask something that the gateway must refuse: any answer shows that WebSockets get through. */
  readonly #tryAgain = (): void => {
    const socket = this.#openSocket(this.#url);
    const close = (works: boolean) => {
      clearTimeout(this.#timer);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      this.#options.memory.pollsUntil = works ? 0 : Date.now() + AGAIN;
      this.#timer = works ? undefined : setTimeout(this.#tryAgain, AGAIN);
      if (!works) return;
      this.#failures = 0;
      this.#options.freed();
    };
    this.#timer = setTimeout(() => close(false), PATIENCE);
    socket.onopen = () => socket.send('{"type":"ping"}');
    socket.onmessage = () => close(true);
    socket.onclose = () => close(false);
  };
}
