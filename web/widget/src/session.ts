/** One citizen's conversation with the hub: what has arrived, what is on its way, and everything the citizen can do. */
import { computed, signal, type ReadonlySignal } from "@moien/kit/signals.ts";
import type {
  CitizenFrame,
  CitizenServerFrame,
  ErrorCode,
  LastingFrame,
  Progress,
  ShownEvent,
} from "@moien/kit/frames.ts";
import { EMPTY_VIEW, fold, GapError, type View } from "@moien/kit/fold.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import type { Language } from "@moien/kit/languages.ts";
import { Lapsing, TYPING_AGAIN } from "@moien/kit/lapsing.ts";
import type { PendingFrames } from "@moien/kit/pending.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { EasyLanguage } from "./easy.ts";
import { News } from "./news.ts";
import { Outgoing } from "./outgoing.ts";
import { Person } from "./person.ts";
import { Services } from "./services.ts";
import { fetchSite, type Site } from "./site.ts";
import { isWriting } from "./store.ts";
import { Tabs, type Channel, type Said } from "./tabs.ts";

export interface SessionOptions extends ConnectionOptions {
  pageLanguage: ReadonlySignal<Language>;
  openChannel?: (name: string) => Channel | null;
}

export class Session {
  readonly view = signal<View>(EMPTY_VIEW);
  readonly pending: PendingFrames<LastingFrame>;
  readonly linkState: Connection["state"];
  /** The hub has welcomed us on the connection that is open now. */
  readonly ready: Connection["ready"];
  /** What the bot does for an answer; null while it prepares none. */
  readonly progress = signal<Progress | null>(null);
  readonly agentTypes = new Lapsing();
  /** A refusal that belongs to no message. */
  readonly problem = signal<ErrorCode | null>(null);
  readonly site = signal<Site | null>(null);
  readonly pressed: ReadonlySignal<ReadonlyMap<number, number>>;
  readonly language: ReadonlySignal<Language>;
  readonly services: Services;
  readonly person: Person;
  readonly news: News;
  readonly easy: EasyLanguage;

  readonly #options: SessionOptions;
  readonly #connection: Connection;
  readonly #tabs: Tabs;
  readonly #outgoing: Outgoing;
  readonly #chosen = signal<Language | null>(null);
  #lookedAfter: number | null = null;
  #typedAt = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.easy = new EasyLanguage(options.store);
    this.#tabs = new Tabs(`moien:${options.site}`, (said) => this.#hear(said), options.openChannel);
    this.#connection = new Connection(options, this.#tabs, {
      standing: () => ({ language: this.language.value, last_seq: this.view.value.seq }),
      received: (frame) => this.#take(frame),
      lost: () => this.#lost(),
      left: () => this.#leave(),
      refused: (code) => this.#shutOut(code),
    });
    this.linkState = this.#connection.state;
    this.ready = this.#connection.ready;
    this.news = new News(this.#connection.isMember);
    this.language = computed(() => this.#chosen.value ?? this.view.value.language ?? options.pageLanguage.value);
    const send = (frame: CitizenFrame) => this.#connection.send(frame);
    this.#outgoing = new Outgoing(options.store, { send, tell: (said) => this.#tabs.say(said) });
    this.pending = this.#outgoing.pending;
    this.pressed = this.#outgoing.pressed;
    const ways = { pending: this.pending, post: (frame: LastingFrame) => this.#post(frame), send };
    this.services = new Services({ ...ways, access: () => this.#connection.access() });
    this.person = new Person(ways);
  }

  /** Origin of the gateway. */
  get server(): string {
    return this.#options.server;
  }

  /** Open the connection; the first time this begins a conversation. */
  start(): void {
    this.#tabs.start();
    this.#connection.start();
    void this.#learnSite();
  }

  stop(): void {
    this.#connection.stop();
    this.#tabs.stop();
  }

  say(text: string): void {
    this.#post({ type: "say", message_id: newMessageId(), text });
  }

  /** One button of a message, once. */
  press(seq: number, button: number): void {
    if (this.#outgoing.press(seq, button)) this.problem.value = null;
  }

  /** The answer is quoted instead of written: nobody waits any longer. */
  stopWriting(): void {
    this.#connection.send({ type: "stop_writing" } satisfies CitizenFrame);
  }

  rate(seq: number, helpful: boolean): void {
    this.#connection.send({ type: "rate", seq, helpful } satisfies CitizenFrame);
  }

  chooseLanguage(language: Language): void {
    this.#chosen.value = language;
    this.#tabs.say({ kind: "language", language });
    this.#connection.send({ type: "language", language } satisfies CitizenFrame);
  }

  /** Tell a person that the citizen is writing; never tells the bot, never carries text. */
  typing(): void {
    const now = Date.now();
    if (this.view.value.owner !== "agent" || now - this.#typedAt < TYPING_AGAIN) return;
    this.#typedAt = now;
    this.#connection.send({ type: "typing" } satisfies CitizenFrame);
  }

  /** Send a refused message once more, under the same id. */
  sendAgain(messageId: string): void {
    this.#outgoing.sendAgain(messageId);
  }

  /** The citizen has looked at everything that has arrived. */
  markRead(): void {
    if (this.news.unread.value.length === 0) return;
    const { seq } = this.view.value;
    this.news.read(seq);
    this.#tabs.say({ kind: "read", seq });
  }

  /** Forget this conversation on this device and begin another. */
  beginAnew(): void {
    this.#forget();
    this.pending.clear();
    this.problem.value = null;
    this.#connection.restart();
  }

  async #learnSite(): Promise<void> {
    this.site.value ??= await fetchSite(this.#options.server, this.#options.site);
  }

  #post(frame: LastingFrame): void {
    this.problem.value = null;
    this.#outgoing.post(frame);
  }

  /** Another tab has said something. */
  #hear(said: Said): void {
    switch (said.kind) {
      case "pending":
      case "gone":
        this.#outgoing.hear(said);
        return this.pending.settle(this.view.value);
      case "language":
        this.#chosen.value = said.language;
        return;
      case "read":
        return this.news.read(said.seq);
    }
  }

  #take(frame: CitizenServerFrame): void {
    switch (frame.type) {
      case "welcome":
        return this.#welcome(frame);
      case "event":
        return this.#append(frame.event);
      case "ack":
        this.pending.acknowledge(frame.message_id, frame.seq);
        this.pending.settle(this.view.value);
        return;
      case "error":
        return this.#refused(frame.code, frame.message_id, frame.retry_after);
      case "busy":
        this.progress.value = frame.busy ? { stage: frame.stage, pages: frame.pages } : null;
        return;
      case "place":
        this.person.place.value = frame.place;
        return;
      case "login_at":
        return this.services.login.at(frame.url);
      case "token":
        this.#connection.renewed(frame.token);
        return this.services.login.over();
      case "typing":
        return this.agentTypes.raise();
      case "pong":
        return;
    }
  }

  #welcome(frame: Extract<CitizenServerFrame, { type: "welcome" }>): void {
    if (!this.#connection.welcomed(frame)) {
      // Another tab has begun a conversation.
      this.#leave();
      return this.#connection.restart();
    }
    if (frame.seq < this.view.value.seq) {
      // The log is shorter than what we have read: the hub was restored from a backup. Read it from the beginning.
      this.view.value = EMPTY_VIEW;
      return this.#connection.restart();
    }
    this.news.welcomed(frame.seq, this.view.value.seq);
    this.#connection.settled();
    if (this.site.value === null) void this.#learnSite();
    this.person.place.value = frame.place;
    const { language, botHelps } = this.view.value;
    this.view.value = {
      ...this.view.value,
      language: language ?? frame.language,
      botHelps: frame.owner === "queue" ? frame.bot_meanwhile : botHelps,
      loggedIn: frame.logged_in,
    };
    const chosen = this.#chosen.value;
    if (chosen && chosen !== frame.language) this.#connection.send({ type: "language", language: chosen });
    this.#outgoing.sendAll();
  }

  #append(event: ShownEvent): void {
    const before = this.view.value;
    const accept = this.#lookedAfter === before.seq ? "accept" : "refuse";
    let after: View;
    try {
      after = fold(before, event, accept);
    } catch (error) {
      if (error instanceof GapError) return this.#lookAgain(error);
      throw error;
    }
    if (after === before) return;
    this.view.value = after;
    const { data } = event;
    if (data.kind === "message") {
      if (data.author !== "citizen") this.agentTypes.lower();
    } else if (data.kind === "language") {
      this.#chosen.value = null;
    } else if (data.kind === "owner" && data.owner !== "queue") {
      this.person.over();
    } else if (data.kind === "identity") {
      this.services.login.over();
    }
    this.pending.settle(after);
    this.news.arrived(event);
  }

  #refused(code: ErrorCode, messageId: string | null, retryAfter: number | null): void {
    if (code === "unknown_conversation") return; // The hub closes next, with 4404.
    if (code === "login_failed") return this.services.login.refused();
    const entry = this.pending.find(messageId);
    if (entry && code === "too_fast" && retryAfter !== null) return this.#outgoing.hold(retryAfter);
    if (entry && isWriting(entry.frame)) return this.pending.fail(entry.frame.message_id, code);
    if (entry) this.pending.remove(entry.frame.message_id);
    if (entry && this.person.refuses(entry.frame, code)) return;
    this.problem.value = code;
  }

  #shutOut(code: ErrorCode): void {
    if (code === "unknown_conversation") this.#forget();
    this.problem.value = code;
  }

  #forget(): void {
    this.#chosen.value = this.language.value;
    this.#connection.forget();
    this.#leave();
  }

  /** Nothing of the conversation so far counts any more, but what the citizen wrote and nobody has read is kept. */
  #leave(): void {
    this.view.value = EMPTY_VIEW;
    this.news.anew();
    this.easy.refresh();
    this.#outgoing.leave();
    this.person.over();
    this.#lookedAfter = null;
    this.services.login.over();
  }

  /** Read the log again after a gap; if it is still there, the missing events are not for this reader. */
  #lookAgain(gap: GapError): void {
    this.#lookedAfter = gap.have;
    this.#connection.restart();
  }

  #lost(): void {
    this.progress.value = null;
    this.agentTypes.lower();
    this.services.login.disconnected();
  }
}
