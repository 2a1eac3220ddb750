/** One conversation as the console holds it: its log, what is unread, who else looks at it, whether it is complete. */
import { computed, signal, type ReadonlySignal } from "@moien/kit/signals.ts";
import { EMPTY_VIEW, fold, GapError, type View } from "@moien/kit/fold.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";
import { Lapsing } from "@moien/kit/lapsing.ts";

/** Milliseconds without a further event after which a log that is being sent counts as complete. */
const QUIET = 300;

export class WatchedConversation {
  readonly view = signal<View>(EMPTY_VIEW);
  /**
   * The log has arrived on the connection that is open now, so nobody answers without having seen it. The hub does not
   * say where the log ends: it is complete when the hub has answered a ping and nothing more comes for a moment.
   */
  readonly complete = signal(false);
  readonly busy = signal(false);
  /** The agent has sent the reply in the box without a connection: `seq` of the citizen's newest message they knew. */
  readonly sendsLater = signal<number | null>(null);
  readonly citizenTypes = new Lapsing();
  /** Names of others who have the conversation on their screens. */
  readonly viewers = signal<readonly string[]>([]);
  /** Messages of the citizen that came after the agent last looked. */
  readonly unread: ReadonlySignal<number>;
  readonly #read;
  #lookedAfter: number | null = null;
  #answered = false;
  #wasComplete = false;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;

  /** `readUpTo`: `seq` of the last event that the agent has seen already. */
  constructor(
    readonly id: string,
    readUpTo = 0,
  ) {
    this.#read = signal(readUpTo);
    this.unread = computed(
      () =>
        this.view.value.items.filter(
          (item) => item.kind === "message" && item.author === "citizen" && item.seq > this.#read.value,
        ).length,
    );
  }

  /** `seq` of the citizen's newest message; 0 while there is none. */
  get newestOfCitizen(): number {
    const said = this.view.value.items.filter((item) => item.kind === "message" && item.author === "citizen");
    return said.at(-1)?.seq ?? 0;
  }

  /** The log was complete before: what comes now has just happened, or happened while the connection was gone. */
  get wasComplete(): boolean {
    return this.#wasComplete;
  }

  /** Fold an event in; false when events are missing and the log must be asked for again. */
  append(event: ShownEvent): boolean {
    const before = this.view.value;
    try {
      this.view.value = fold(before, event, this.#lookedAfter === before.seq ? "accept" : "refuse");
    } catch (error) {
      if (!(error instanceof GapError)) throw error;
      this.#lookedAfter = error.have;
      return false;
    }
    if (event.data.kind === "message" && event.data.author === "citizen") this.citizenTypes.lower();
    if (this.#answered) this.#waitForQuiet();
    return true;
  }

  /** The hub answers on this connection: the log is on its way or has arrived. */
  answered(): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#waitForQuiet();
  }

  /** The agent has seen everything up to `seq`, here or in another tab; everything that is there, if it is not given. */
  read(seq = this.view.value.seq): void {
    this.#read.value = Math.max(this.#read.value, seq);
  }

  /** The connection is gone: what was transient is over, and the log may have grown unseen. */
  disconnected(): void {
    clearTimeout(this.#quietTimer);
    this.#answered = false;
    this.complete.value = false;
    this.busy.value = false;
    this.viewers.value = [];
    this.citizenTypes.lower();
  }

  #waitForQuiet(): void {
    if (this.complete.value) return;
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => {
      this.complete.value = true;
      this.#wasComplete = true;
    }, QUIET);
  }
}
