/** The talk with a draft: what was said and what came of it, one turn at a time; it lives in this page only. */
import { computed, signal } from "@moien/kit/signals.ts";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { Refusal } from "../Refused.tsx";
import { takeTurn, waitForCall, type Attempt, type Given, type Supposed } from "./calls.ts";
import type { FieldPrompt } from "@moien/kit/events.ts";
import type { CallView, LanguageReason, Tried, WantedCall } from "./schemas.ts";

/** Something that was done, and what the draft made of it. */
export interface Exchange {
  turn: string;
  given: Given;
  /** Null while it is on its way, and where it failed. */
  tried: Tried | null;
  /** Why it failed; it may be tried again. */
  refusal: Refusal | null;
}

/** The other end; tests put something else in its place. */
export interface Far {
  take: (attempt: Attempt) => Promise<Outcome<Tried>>;
  wait: (call: string) => Promise<Outcome<CallView>>;
  pause: (milliseconds: number) => Promise<void>;
}

/** Pauses before a turn is tried again, in milliseconds: the bot may be loading the model. */
const PAUSES = [1000, 3000, 6000];
/** Times a call is waited for, some ten seconds each. */
const MOST_WAITS = 30;

export function newHexId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function farOf(trial: string): Far {
  return {
    take: (attempt) => takeTurn(trial, attempt),
    wait: (id) => waitForCall(trial, id),
    pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  };
}

export class Talk {
  readonly exchanges = signal<readonly Exchange[]>([]);
  readonly language = signal<Language>("lb");
  readonly identity = signal<Record<string, string> | null>(null);
  /** Turn whose inside is shown; null for the newest. */
  readonly chosen = signal<string | null>(null);
  /** What came of calls, by id. */
  readonly calls = signal<ReadonlyMap<string, CallView>>(new Map());
  /** Calls of which the bot was told. */
  readonly told = signal<ReadonlySet<string>>(new Set());
  readonly busy = computed(() => this.exchanges.value.some(({ tried, refusal }) => tried === null && refusal === null));
  /** The exchange whose inside is shown. */
  readonly shown = computed(() => {
    const all = this.exchanges.value;
    return all.find(({ turn }) => turn === this.chosen.value) ?? all.at(-1) ?? null;
  });
  /** The question of a form that waits for its answer. */
  readonly field = computed<FieldPrompt | null>(() => {
    const parts = this.exchanges.value.findLast(({ tried }) => tried !== null)?.tried?.parts ?? [];
    return parts.findLast(({ field }) => field !== null)?.field ?? null;
  });

  readonly #far: Far;
  readonly #signedOut: () => void;
  #conversation = newHexId();
  #reason: LanguageReason = "page";
  #queue: Promise<void> = Promise.resolve();

  constructor(far: Far, language: Language, signedOut: () => void) {
    this.#far = far;
    this.#signedOut = signedOut;
    this.language.value = language;
  }

  choose(language: Language): void {
    this.language.value = language;
    this.#reason = "chosen";
  }

  beginAnew(): void {
    this.#conversation = newHexId();
    this.#reason = "page";
    this.exchanges.value = [];
    this.identity.value = null;
    this.chosen.value = null;
    this.calls.value = new Map();
    this.told.value = new Set();
  }

  /** The call of this id, as the bot asked for it. */
  wanted(id: string): readonly WantedCall[] {
    return this.exchanges.value.flatMap(({ tried }) => tried?.calls ?? []).filter((call) => call.id === id);
  }

  /** One after another, in the order in which they were done. */
  give(given: Given): Promise<void> {
    const exchange: Exchange = { turn: newHexId(), given, tried: null, refusal: null };
    this.exchanges.value = [...this.exchanges.value, exchange];
    this.chosen.value = null;
    return this.#line(exchange);
  }

  again(turn: string): Promise<void> {
    const exchange = this.exchanges.value.find((one) => one.turn === turn);
    if (!exchange?.refusal) return Promise.resolve();
    const anew = { ...exchange, refusal: null };
    this.#change(anew);
    return this.#line(anew);
  }

  /** Lets the bot hear what came of a call, or how it is supposed to have ended. */
  tell({ id, request }: WantedCall, supposed?: Supposed): Promise<void> {
    if (this.told.value.has(id)) return Promise.resolve();
    this.told.value = new Set([...this.told.value, id]);
    const { service, field } = request;
    return this.give({ type: "call", call: id, service, field, ...(supposed && { supposed }) });
  }

  #line(exchange: Exchange): Promise<void> {
    const conversation = this.#conversation;
    this.#queue = this.#queue.then(() => this.#take(exchange, conversation));
    return this.#queue;
  }

  async #take(exchange: Exchange, conversation: string): Promise<void> {
    if (conversation !== this.#conversation) return;
    const attempt: Attempt = {
      conversation,
      turn: exchange.turn,
      language: this.language.value,
      reason: this.#reason,
      identity: this.identity.value,
      input: exchange.given,
    };
    let outcome = await this.#far.take(attempt);
    for (const pause of PAUSES) {
      if (outcome.done || outcome.code !== "rehearsal_away" || conversation !== this.#conversation) break;
      await this.#far.pause(pause);
      outcome = await this.#far.take(attempt);
    }
    // Somebody began anew meanwhile.
    if (conversation !== this.#conversation) return;
    if (!outcome.done) {
      if (outcome.code === "signed_out") this.#signedOut();
      this.#change({ ...exchange, refusal: outcome });
      return;
    }
    const tried = outcome.value;
    this.language.value = tried.language;
    this.#reason = tried.reason;
    this.identity.value = tried.identity;
    this.#change({ ...exchange, tried });
    for (const call of tried.calls) void this.#follow(call, conversation);
  }

  /** Waits for a call; where an administration answered, the bot hears of it by itself. */
  async #follow(call: WantedCall, conversation: string): Promise<void> {
    for (let times = 0; times < MOST_WAITS && conversation === this.#conversation; times += 1) {
      const outcome = await this.#far.wait(call.id);
      if (conversation !== this.#conversation) return;
      if (!outcome.done) {
        await this.#far.pause(PAUSES[1] ?? 0);
        continue;
      }
      this.calls.value = new Map([...this.calls.value, [call.id, outcome.value]]);
      if (outcome.value.state === "done") {
        if (outcome.value.outcome?.result) void this.tell(call);
        return;
      }
    }
  }

  #change(changed: Exchange): void {
    this.exchanges.value = this.exchanges.value.map((one) => (one.turn === changed.turn ? changed : one));
  }
}
