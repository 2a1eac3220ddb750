/** One file being edited: its text, what the check says of it, saving, and what others save meanwhile. */
import { signal, type Signal } from "@moien/kit/signals.ts";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import {
  checkText,
  editText,
  fetchFile,
  saveFile,
  type Change,
  type Checked,
  type Collision,
  type FileText,
} from "../api.ts";
import { forgetText, keepText, keptText } from "./kept.ts";

/** Milliseconds without a key until the text is checked. */
const PAUSE = 250;
/** Milliseconds until others are told anew that it is open here. */
const PRESENCE = 10_000;

/** What the last act came to: for one line beside the buttons. */
export type Said =
  { what: "saved" | "renewed" | "merged" | "kept" } | { what: "refused"; code: string; detail: string | undefined };

export class Draft {
  readonly path: string;
  readonly file: Signal<FileText>;
  readonly text: Signal<string>;
  readonly checked: Signal<Checked>;
  readonly checking = signal(false);
  readonly saving = signal(false);
  readonly collision = signal<Collision | null>(null);
  readonly said = signal<Said | null>(null);
  /** What the gateway keeps, as far as it was seen here. */
  readonly saved: Signal<{ text: string; revision: number }>;
  readonly #signedOut: () => void;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;
  #edits: Promise<void> = Promise.resolve();
  #presence: ReturnType<typeof setInterval> | undefined;

  constructor(file: FileText, signedOut: () => void) {
    this.path = file.path;
    this.file = signal(file);
    this.text = signal(file.text);
    this.checked = signal(file.checked);
    this.saved = signal({ text: file.text, revision: file.revision });
    this.#signedOut = signedOut;
    this.#takeKept(file);
  }

  get unsaved(): boolean {
    return this.text.value !== this.saved.value.text;
  }

  /** Begins to tell others that it is open here; gives the way to end. */
  open(): () => void {
    this.#presence = setInterval(() => void this.look(), PRESENCE);
    return () => {
      clearInterval(this.#presence);
      clearTimeout(this.#pause);
      this.#asked?.abort();
    };
  }

  /** Puts in what is written; the check follows after a pause. */
  write(text: string): void {
    if (text === this.text.peek()) return;
    this.text.value = text;
    this.#keep();
    clearTimeout(this.#pause);
    this.#asked?.abort();
    this.#pause = setTimeout(() => void this.check(), PAUSE);
  }

  async check(): Promise<void> {
    clearTimeout(this.#pause);
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.checking.value = true;
    const outcome = await checkText(this.path, this.text.peek(), asked.signal);
    if (this.#asked !== asked || asked.signal.aborted) return;
    this.checking.value = false;
    if (outcome.done) this.checked.value = outcome.value;
    else this.#refuse(outcome);
  }

  /** Values of the form view, one after the other, so that none is lost. */
  change(changes: readonly Change[]): Promise<void> {
    this.#edits = this.#edits.then(() => this.#edit(changes));
    return this.#edits;
  }

  async #edit(changes: readonly Change[]): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      const text = this.text.peek();
      const outcome = await editText(this.path, text, changes);
      if (!outcome.done) {
        this.#refuse(outcome);
        return;
      }
      // Somebody typed in the text meanwhile: the change belongs into the newer one.
      if (this.text.peek() !== text) continue;
      clearTimeout(this.#pause);
      this.#asked?.abort();
      this.text.value = outcome.value.text;
      this.checked.value = outcome.value.checked;
      this.#keep();
      return;
    }
  }

  async save(): Promise<boolean> {
    await this.#edits;
    if (this.saving.peek()) return false;
    const text = this.text.peek();
    this.saving.value = true;
    const outcome = await saveFile(this.path, text, this.saved.peek().revision);
    this.saving.value = false;
    if (!outcome.done) {
      this.#refuse(outcome);
      return false;
    }
    if (outcome.value.type === "collision") {
      this.collision.value = outcome.value;
      return false;
    }
    this.saved.value = { text, revision: outcome.value.revision };
    if (this.text.peek() === text) this.checked.value = outcome.value.checked;
    this.said.value = { what: "saved" };
    this.#keep();
    return true;
  }

  /** Asks for the newest state, which also tells others that somebody has it open here. */
  async look(): Promise<void> {
    if (this.saving.peek()) return;
    const outcome = await fetchFile(this.path);
    if (!outcome.done) {
      if (outcome.code === "signed_out") this.#refuse(outcome);
      return;
    }
    const file = outcome.value;
    this.file.value = file;
    const { text, revision } = this.saved.peek();
    if (file.revision === revision || this.saving.peek() || this.collision.peek()) return;
    if (!this.unsaved || file.text === this.text.peek()) {
      this.#take(file);
      this.said.value = { what: "renewed" };
    } else {
      this.collision.value = {
        type: "collision",
        base: text,
        theirs: file.text,
        revision: file.revision,
        changed_by: file.changed_by ?? "",
        changed_at: file.changed_at ?? "",
      };
    }
  }

  /** What both wrote, brought together: saved as following theirs. */
  async merge(text: string): Promise<void> {
    const collision = this.collision.peek();
    if (collision === null) return;
    this.saved.value = { text: collision.theirs, revision: collision.revision };
    this.text.value = text;
    this.collision.value = null;
    this.#keep();
    if (await this.save()) this.said.value = { what: "merged" };
    else void this.check();
  }

  /** Back to what the gateway keeps; what was written here goes. */
  drop(): void {
    this.text.value = this.saved.peek().text;
    forgetText(this.path);
    void this.check();
  }

  #take(file: FileText): void {
    this.saved.value = { text: file.text, revision: file.revision };
    this.text.value = file.text;
    this.checked.value = file.checked;
    forgetText(this.path);
  }

  #takeKept(file: FileText): void {
    const kept = keptText(file.path);
    if (kept === null) return;
    if (kept.text === file.text) {
      forgetText(file.path);
      return;
    }
    this.text.value = kept.text;
    this.said.value = { what: "kept" };
    // What was saved by others since then is met when saving: the gateway answers with a collision.
    this.saved.value = { text: kept.base, revision: kept.revision };
    void this.check();
  }

  #keep(): void {
    const { text: base, revision } = this.saved.peek();
    const text = this.text.peek();
    if (text === base) forgetText(this.path);
    else keepText(this.path, { text, base, revision });
  }

  #refuse(outcome: Outcome<unknown> & { done: false }): void {
    this.checking.value = false;
    if (outcome.code === "signed_out") this.#signedOut();
    else this.said.value = { what: "refused", code: outcome.code, detail: outcome.detail };
  }
}
