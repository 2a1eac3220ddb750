/** A reply that a machine translates: what the agent wrote, the translation, and whether both still belong together. */
import { signal, type ReadonlySignal } from "@moien/kit/signals.ts";
import type { Language } from "@moien/kit/languages.ts";
import { translate, type Trouble } from "./translations.ts";

export interface Written {
  /** What the agent wrote, as it was when the translation was asked for. */
  source: string;
  from: Language;
  to: Language;
  /** The translation; the agent may change it, or write it where the machine could not. */
  text: string;
  model: string | null;
  /** `of` translated back into the agent's language; null while that is not known. */
  back: { of: string; text: string } | null;
  standing: "working" | "done" | "failed";
  trouble: Trouble | null;
}

type Order = Pick<Written, "source" | "from" | "to">;

export class Writing {
  readonly #written = signal<Written | null>(null);
  /** Whether this reply is translated; null where that is as in the rest of the conversation. */
  readonly chosen = signal<boolean | null>(null);
  readonly checking = signal(false);
  #asked = 0;

  /** `failed` is told of every refusal. */
  constructor(private readonly failed: (code: string) => void) {}

  get written(): ReadonlySignal<Written | null> {
    return this.#written;
  }

  async translate(order: Order): Promise<void> {
    const number = (this.#asked += 1);
    this.checking.value = false;
    const begun: Written = { ...order, text: "", model: null, back: null, standing: "working", trouble: null };
    this.#written.value = begun;
    const { source: text, from: source, to: target } = order;
    const answer = await translate({ text, source, target, back: true });
    if (number !== this.#asked) return;
    if ("value" in answer) {
      const { text: done, model, back } = answer.value;
      const checked = back === null ? null : { of: done, text: back };
      this.#written.value = { ...begun, text: done, model, back: checked, standing: "done" };
    } else {
      this.#written.value = { ...begun, standing: "failed", trouble: answer };
      this.failed(answer.code);
    }
  }

  /** The agent has changed the translation. */
  edit(text: string): void {
    const written = this.#written.value;
    if (written) this.#written.value = { ...written, text };
  }

  /** Have what the agent made of the translation translated back. */
  async check(): Promise<void> {
    const written = this.#written.value;
    if (!written || this.checking.value) return;
    const number = this.#asked;
    this.checking.value = true;
    const { text, to: source, from: target } = written;
    const answer = await translate({ text, source, target });
    if (number !== this.#asked) return;
    this.checking.value = false;
    const now = this.#written.value;
    if (!now) return;
    if ("value" in answer) this.#written.value = { ...now, back: { of: text, text: answer.value.text }, trouble: null };
    else this.#written.value = { ...now, trouble: answer };
  }

  /** The hub has refused a translation: it is shown again, to be put right. */
  restore(order: Order, text: string): void {
    this.#asked += 1;
    this.chosen.value = true;
    const trouble = { code: "tokens_changed", names: [] };
    this.#written.value = { ...order, text, model: null, back: null, standing: "failed", trouble };
  }

  /** Whether the translation may be sent for what the agent has in the box now. */
  fits({ source, from, to }: Order): boolean {
    const written = this.#written.value;
    if (written === null || written.standing === "working" || written.text.trim() === "") return false;
    return written.source === source && written.from === from && written.to === to;
  }

  /** Nothing of it is left in the box. */
  drop(): void {
    this.#asked += 1;
    this.checking.value = false;
    this.#written.value = null;
  }

  /** It is sent. */
  done(): void {
    this.drop();
    this.chosen.value = null;
  }

  /** This reply goes without a translation after all. */
  giveUp(): void {
    this.drop();
    this.chosen.value = false;
  }
}
