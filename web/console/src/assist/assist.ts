/** What helps an agent at their desk, as long as the desk lives: translations, files on their way, proposals, briefs. */
import { signal } from "@moien/kit/signals.ts";
import type { FileShown } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { pageStorage } from "@moien/kit/outbox.ts";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import { useDesk } from "../context.ts";
import type { Desk } from "../desk.ts";
import { fetchBrief, type BriefShown } from "./brief.ts";
import { fetchForm, type ServiceForm } from "./forms.ts";
import { Incoming } from "./incoming.ts";
import { KeptSet } from "./keptSet.ts";
import { Proposals } from "./proposals.ts";
import { fetchTranslators, type Translators } from "./translations.ts";
import { Uploads } from "./uploads.ts";
import { Writing } from "./writing.ts";

/** Milliseconds after which it is asked anew who translates. */
const TRANSLATORS_AGE = 60_000;
/** Milliseconds for which a brief counts. */
const BRIEF_AGE = 300_000;

export class Assist {
  /** Null until it is known. */
  readonly translators = signal<Translators | null>(null);
  /** Conversations in which everything that comes is translated. */
  readonly automatic = new KeptSet(pageStorage("localStorage"), "moien:console:translated");
  readonly incoming: Incoming;
  readonly proposals: Proposals;
  /** Files that this page has uploaded, by id, so that they have a name before the log shows them. */
  readonly files = new Map<string, FileShown>();
  readonly #writings = new Map<string, Writing>();
  readonly #uploads = new Map<string, Uploads>();
  readonly #briefs = new Map<string, { at: number; answer: Promise<Outcome<BriefShown>> }>();
  readonly #forms = new Map<string, Promise<Outcome<ServiceForm>>>();
  readonly #signedOut: () => void;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(desk: Pick<Desk, "signedOut">) {
    this.#signedOut = () => desk.signedOut();
    this.incoming = new Incoming((code) => this.#refused(code));
    this.proposals = new Proposals(this.#signedOut);
  }

  writing(conversation: string): Writing {
    return known(this.#writings, conversation, () => new Writing((code) => this.#refused(code)));
  }

  uploads(conversation: string): Uploads {
    return known(this.#uploads, conversation, () => new Uploads(conversation, this.#signedOut));
  }

  /** Ask who translates, unless that was asked lately. */
  async refresh(): Promise<void> {
    if (Date.now() - this.#askedAt < TRANSLATORS_AGE) return;
    this.#askedAt = Date.now();
    const outcome = await fetchTranslators();
    if (outcome.done) this.translators.value = outcome.value;
    else if (outcome.code === "signed_out") this.#signedOut();
    else this.translators.value ??= { available: false, model: null, languages: [] };
  }

  /** `state` of the ticket: once it is claimed the brief is made anew. */
  brief(ticket: string, state: string, language: Language): Promise<Outcome<BriefShown>> {
    const key = `${ticket} ${state} ${language}`;
    const found = this.#briefs.get(key);
    if (found && Date.now() - found.at < BRIEF_AGE) return found.answer;
    return kept(this.#briefs, key, fetchBrief(ticket, language), (answer) => ({ at: Date.now(), answer }));
  }

  form(service: string): Promise<Outcome<ServiceForm>> {
    return this.#forms.get(service) ?? kept(this.#forms, service, fetchForm(service), (answer) => answer);
  }

  #refused(code: string): void {
    if (code === "signed_out") return this.#signedOut();
    if (code !== "not_translated") return;
    this.#askedAt = Number.NEGATIVE_INFINITY;
    void this.refresh();
  }
}

const ALL = new WeakMap<Desk, Assist>();

export function useAssist(): Assist {
  const desk = useDesk();
  const found = ALL.get(desk);
  if (found) return found;
  const made = new Assist(desk);
  ALL.set(desk, made);
  return made;
}

function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const found = all.get(key) ?? make();
  all.set(key, found);
  return found;
}

/** What has failed is not kept: it may be asked for again. */
function kept<T, E>(
  all: Map<string, E>,
  key: string,
  answer: Promise<Outcome<T>>,
  entry: (answer: Promise<Outcome<T>>) => E,
): Promise<Outcome<T>> {
  all.set(key, entry(answer));
  void answer.then(({ done }) => done || all.delete(key));
  return answer;
}
