/** The stage on which a scene is played: the real widget, a gateway that does what the scene says, and its words. */
import type { Score } from "@moien/kit/fold.ts";
import type { ShownEvent, ShownMessage } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { ExampleGateway } from "./gateway.ts";
import type { ExampleWords } from "./words.ts";

type Data = ShownEvent["data"];
type Shown<K extends Data["kind"]> = Partial<Extract<Data, { kind: K }>>;

/** Milliseconds in which what a scene waits for must be there. */
const PATIENCE = 10_000;

/** Half past nine of the day: the hour must not change from one picture to the next. */
function beginning(): number {
  return new Date().setHours(9, 30, 0, 0);
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

export class Stage {
  readonly #gateway: ExampleGateway;
  readonly #chat: HTMLElement;
  readonly #began = beginning();
  #seq = 0;

  constructor(
    readonly language: Language,
    readonly words: ExampleWords,
    gateway: ExampleGateway,
    chat: HTMLElement,
  ) {
    this.#gateway = gateway;
    this.#chat = chat;
  }

  /** Open the chat; nobody answers yet. */
  async open(): Promise<void> {
    (await this.find(".launcher")).click();
    await this.find(".panel:not([hidden])");
    await this.#until(() => this.#gateway.network.sockets.length > 0, "the panel connects");
  }

  /** Open the chat, be let in, and be told whom one writes to. */
  async begin(welcome: object = {}): Promise<void> {
    await this.open();
    this.#gateway.welcome(this.language, welcome);
    this.notice("ai_disclosure");
    await this.find(".items .notice");
  }

  /** The bot says something. */
  bot(text: string, change: Partial<ShownMessage> = {}): number {
    return this.#say({ author: "bot", text, ...change });
  }

  citizen(text: string, change: Partial<ShownMessage> = {}): number {
    return this.#say({ author: "citizen", text, origin: "human", ...change });
  }

  agent(text: string, change: Partial<ShownMessage> = {}): number {
    return this.#say({ author: "agent", text, agent: "Alex", origin: "human", ...change });
  }

  owner(change: Shown<"owner">): void {
    this.#happen({ kind: "owner", owner: "bot", reason: "asked", agent: null, bot: false, ...change });
  }

  job(change: Shown<"job">): void {
    const plain = { job_kind: "file", delayed: false, cancellable: false, undoable: false } as const;
    const job = { kind: "job", job: "job", service: "residence_certificate", state: "queued", ...plain } as const;
    this.#happen({ ...job, reference: null, document: null, ...change });
  }

  identity(state: "logged_in" | "logged_out" | "expired"): void {
    this.#happen({ kind: "identity", state });
  }

  /** What the citizen thought of it, from 1 to 5. */
  rating(score: Score): void {
    this.#happen({ kind: "rating", score });
  }

  notice(code: "ai_disclosure" | "bot_unavailable"): void {
    this.#happen({ kind: "notice", code });
  }

  /** A frame that is no event. */
  tell(frame: object): void {
    this.#gateway.tell(frame);
  }

  /** What is done for an answer. */
  busy(stage: "searching" | "reading" | "writing" | "checking" | null, pages = 0): void {
    this.tell({ type: "busy", conversation: "c0ffee", busy: true, stage, pages });
  }

  place(change: object = {}): void {
    const plain = { ahead: 2, wait: { least: 5, most: 10 }, open: true, opens_at: null, staffed: true };
    this.tell({ type: "place", place: { ...plain, ...change } });
  }

  /** The connection is gone, and is not coming back. */
  lose(): void {
    this.#gateway.network.last.end();
  }

  /** An element of the widget, as soon as it is there. */
  async find<E extends Element = HTMLElement>(selector: string): Promise<E> {
    const look = () => this.#chat.shadowRoot?.querySelector<E>(selector) ?? null;
    await this.#until(() => look() !== null, `${selector} is there`);
    const found = look();
    if (found === null) throw new Error(`${selector} went away`);
    return found;
  }

  async press(selector: string): Promise<void> {
    (await this.find(selector)).click();
  }

  async write(selector: string, text: string): Promise<void> {
    const input = await this.find<HTMLInputElement>(selector);
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async submit(selector: string): Promise<void> {
    (await this.find<HTMLFormElement>(selector)).requestSubmit();
  }

  #say(change: Partial<ShownMessage>): number {
    return this.#happen({
      kind: "message",
      author: "bot",
      text: "",
      language: this.language,
      origin: "rule",
      message_id: null,
      agent: null,
      citations: [],
      buttons: [],
      field: null,
      summary: [],
      code: null,
      model: null,
      login: null,
      document: null,
      original: null,
      easy: null,
      ...change,
    });
  }

  /** Gives the event's `seq`. */
  #happen(data: Data): number {
    this.#seq += 1;
    const at = new Date(this.#began + this.#seq * 10_000).toISOString();
    this.tell({ type: "event", event: { conversation: "c0ffee", seq: this.#seq, at, data } });
    return this.#seq;
  }

  /** What came last is in view, as it is for a reader who has read the rest. */
  async readToEnd(): Promise<void> {
    const log = this.#chat.shadowRoot?.querySelector(".log");
    if (!log) return;
    // The log knows its height, and hears of the scrolling, with the next frame.
    await nextFrame();
    log.scrollTop = log.scrollHeight;
    await nextFrame();
  }

  async #until(holds: () => boolean, what: string): Promise<void> {
    const began = Date.now();
    while (!holds()) {
      if (Date.now() - began > PATIENCE) throw new Error(`waited for: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
