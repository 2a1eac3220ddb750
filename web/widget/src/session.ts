/** One citizen's conversation with the hub: what has arrived, what is on its way, and everything the citizen can do. */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import {
  citizenServerFrame,
  decodeFrame,
  FrameError,
  type CitizenFrame,
  type CitizenServerFrame,
  type ErrorCode,
  type Progress,
  type ShownEvent,
} from "@moien/kit/frames.ts";
import { EMPTY_VIEW, fold, GapError, type View } from "@moien/kit/fold.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import type { Language } from "@moien/kit/languages.ts";
import { Lapsing, TYPING_AGAIN } from "@moien/kit/lapsing.ts";
import { PendingFrames } from "@moien/kit/pending.ts";
import { Link, type LinkOptions, type LinkState } from "@moien/kit/link.ts";
import { Membership } from "./membership.ts";
import { News } from "./news.ts";
import { Person } from "./person.ts";
import { Services } from "./services.ts";
import { fetchSite, socketAddress, type Site } from "./site.ts";
import { isWriting, type LastingFrame, type Store } from "./store.ts";

export interface SessionOptions extends LinkOptions {
  /** Origin of the gateway. */
  server: string;
  site: string;
  store: Store;
  pageLanguage: ReadonlySignal<Language>;
}

export class Session {
  readonly view = signal<View>(EMPTY_VIEW);
  readonly pending: PendingFrames<LastingFrame>;
  readonly linkState = signal<LinkState>("idle");
  /** The hub has welcomed us on the connection that is open now. */
  readonly ready = signal(false);
  /** What the bot does for an answer; null while it prepares none. */
  readonly progress = signal<Progress | null>(null);
  readonly agentTypes = new Lapsing();
  /** A refusal that belongs to no message. */
  readonly problem = signal<ErrorCode | null>(null);
  readonly site = signal<Site | null>(null);
  /** Button pressed in this tab, by the `seq` of its message. */
  readonly pressed = signal<ReadonlyMap<number, number>>(new Map());
  readonly language: ReadonlySignal<Language>;
  readonly services: Services;
  readonly person: Person;
  readonly news: News;

  readonly #options: SessionOptions;
  readonly #link: Link;
  readonly #chosen = signal<Language | null>(null);
  readonly #membership: Membership;
  #lookedAfter: number | null = null;
  #typedAt = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#membership = new Membership(options.store);
    this.news = new News(this.#membership.token !== null);
    this.language = computed(() => this.#chosen.value ?? this.view.value.language ?? options.pageLanguage.value);
    this.pending = new PendingFrames(options.store.outbox());
    const ways = {
      pending: this.pending,
      post: (frame: LastingFrame) => this.#post(frame),
      send: (frame: CitizenFrame) => this.ready.value && this.#link.send(frame),
    };
    this.services = new Services({ ...ways, access: () => this.#membership.access(options.server) });
    this.person = new Person(ways);
    this.#link = new Link(
      socketAddress(options.server),
      {
        opened: () => this.#hello(),
        received: (text) => this.#read(text),
        changed: (state) => this.#linkChanged(state),
        closed: (code) => this.#closed(code),
      },
      options,
    );
  }

  /** Open the connection; the first time this begins a conversation. */
  start(): void {
    this.#link.start();
    void this.#learnSite();
  }

  stop(): void {
    this.#link.stop();
  }

  say(text: string): void {
    this.#post({ type: "say", message_id: newMessageId(), text });
  }

  /** One button of a message, once. */
  press(seq: number, button: number): void {
    if (this.pressed.value.has(seq)) return;
    this.pressed.value = new Map(this.pressed.value).set(seq, button);
    this.#post({ type: "press", message_id: newMessageId(), seq, button });
  }

  /** The answer is quoted instead of written: nobody waits any longer. */
  stopWriting(): void {
    this.#link.send({ type: "stop_writing" } satisfies CitizenFrame);
  }

  rate(seq: number, helpful: boolean): void {
    this.#link.send({ type: "rate", seq, helpful } satisfies CitizenFrame);
  }

  chooseLanguage(language: Language): void {
    this.#chosen.value = language;
    if (this.ready.value) this.#link.send({ type: "language", language } satisfies CitizenFrame);
  }

  /** Tell a person that the citizen is writing; never tells the bot, never carries text. */
  typing(): void {
    const now = Date.now();
    if (this.view.value.owner !== "agent" || now - this.#typedAt < TYPING_AGAIN) return;
    this.#typedAt = now;
    this.#link.send({ type: "typing" } satisfies CitizenFrame);
  }

  /** Send a refused message once more, under the same id. */
  sendAgain(messageId: string): void {
    this.pending.retry(messageId);
    const entry = this.pending.find(messageId);
    if (entry && this.ready.value) this.#link.send(entry.frame);
  }

  /** Forget this conversation on this device and begin another. */
  beginAnew(): void {
    this.#forget();
    this.pending.clear();
    this.problem.value = null;
    this.#link.restart();
  }

  async #learnSite(): Promise<void> {
    this.site.value ??= await fetchSite(this.#options.server, this.#options.site);
  }

  #post(frame: LastingFrame): void {
    this.problem.value = null;
    this.pending.add(frame);
    if (this.ready.value) this.#link.send(frame);
  }

  #hello(): void {
    this.#link.send({
      type: "hello",
      language: this.language.value,
      site: this.#options.site,
      token: this.#membership.token,
      last_seq: this.view.value.seq,
    } satisfies CitizenFrame);
  }

  #read(text: string): void {
    try {
      this.#take(decodeFrame(citizenServerFrame, text));
    } catch (error) {
      if (error instanceof GapError) this.#lookAgain(error);
      else if (error instanceof FrameError) console.error(error.message);
      else throw error;
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
        return this.#refused(frame.code, frame.message_id);
      case "busy":
        this.progress.value = frame.busy ? { stage: frame.stage, pages: frame.pages } : null;
        return;
      case "place":
        this.person.place.value = frame.place;
        return;
      case "login_at":
        return this.services.login.at(frame.url);
      case "token":
        this.#membership.renewed(frame.token);
        return this.services.login.over();
      case "typing":
        return this.agentTypes.raise();
      case "pong":
        return;
    }
  }

  #welcome(frame: Extract<CitizenServerFrame, { type: "welcome" }>): void {
    if (!this.#membership.welcomed(frame.conversation, frame.token)) {
      // The newer token was that of a conversation which another tab has begun.
      this.#leave();
      return this.#link.restart();
    }
    if (frame.seq < this.view.value.seq) {
      // The log is shorter than what we have read: the hub was restored from a backup. Read it from the beginning.
      this.view.value = EMPTY_VIEW;
      return this.#link.restart();
    }
    this.news.welcomed(frame.seq, this.view.value.seq);
    this.#link.settled();
    if (this.site.value === null) void this.#learnSite();
    this.ready.value = true;
    this.person.place.value = frame.place;
    const { language, botHelps } = this.view.value;
    this.view.value = {
      ...this.view.value,
      language: language ?? frame.language,
      botHelps: frame.owner === "queue" ? frame.bot_meanwhile : botHelps,
      loggedIn: frame.logged_in,
    };
    const chosen = this.#chosen.value;
    if (chosen && chosen !== frame.language) this.#link.send({ type: "language", language: chosen });
    for (const { frame: waiting, failed } of this.pending.list.value) if (!failed) this.#link.send(waiting);
  }

  #append(event: ShownEvent): void {
    const before = this.view.value;
    const accept = this.#lookedAfter === before.seq ? "accept" : "refuse";
    const after = fold(before, event, accept);
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

  #refused(code: ErrorCode, messageId: string | null): void {
    if (code === "unknown_conversation") return; // The hub closes next, with 4404.
    if (code === "login_failed") return this.services.login.refused();
    const entry = this.pending.find(messageId);
    if (entry && isWriting(entry.frame)) return this.pending.fail(entry.frame.message_id, code);
    if (entry) this.pending.remove(entry.frame.message_id);
    if (entry && this.person.refuses(entry.frame, code)) return;
    this.problem.value = code;
  }

  /** The hub does not know the token: unless another tab has a newer one, begin anew. */
  #tokenRefused(): void {
    if (this.#membership.refused() !== "never") return;
    this.#forget();
    this.problem.value = "unknown_conversation";
  }

  #forget(): void {
    this.#chosen.value = this.language.value;
    this.#membership.forget();
    this.news.anew();
    this.#leave();
  }

  /** Nothing of the conversation so far counts any more, but what the citizen wrote and nobody has read is kept. */
  #leave(): void {
    this.view.value = EMPTY_VIEW;
    this.pressed.value = new Map();
    this.person.over();
    this.#lookedAfter = null;
    this.services.login.over();
    for (const { frame } of this.pending.list.value) if (frame.type !== "say") this.pending.remove(frame.message_id);
  }

  /** Read the log again after a gap; if it is still there, the missing events are not for this reader. */
  #lookAgain(gap: GapError): void {
    this.#lookedAfter = gap.have;
    this.#link.restart();
  }

  #linkChanged(state: LinkState): void {
    this.linkState.value = state;
    if (state === "open") return;
    this.ready.value = false;
    this.progress.value = null;
    this.agentTypes.lower();
    this.services.login.disconnected();
  }

  /** Close codes of the hub: 4400 the hello was wrong, 4404 it does not know the token. */
  #closed(code: number): boolean {
    if (code === 4400) this.problem.value = "hello_expected";
    if (code === 4404) this.#tokenRefused();
    return code !== 4400;
  }
}
