/** Translations of what is read: each text once, one after the other, since there is one machine for all agents. */
import { signal } from "@moien/kit/signals.ts";
import { translate, type Trouble, type Wish } from "./translations.ts";

export type Reading = { standing: "working" } | { standing: "done"; text: string; model: string } | TroubledReading;

interface TroubledReading extends Trouble {
  standing: "failed";
}

export class Incoming {
  readonly #readings = signal<ReadonlyMap<string, Reading>>(new Map());
  readonly #wanted: Wish[] = [];
  #works = false;

  /** `failed` is told of every refusal. */
  constructor(private readonly failed: (code: string) => void) {}

  /** A component that reads it is shown anew when it changes. */
  get(wish: Wish): Reading | undefined {
    return this.#readings.value.get(keyOf(wish));
  }

  /** Have a text translated, unless it has been; what is asked for last is done first. */
  want(wish: Wish): void {
    const reading = this.#readings.peek().get(keyOf(wish));
    if (reading !== undefined && reading.standing !== "failed") return;
    this.#put(wish, { standing: "working" });
    this.#wanted.push(wish);
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#works) return;
    this.#works = true;
    for (let wish = this.#wanted.pop(); wish; wish = this.#wanted.pop()) {
      const answer = await translate(wish);
      if ("value" in answer) {
        this.#put(wish, { standing: "done", text: answer.value.text, model: answer.value.model });
        continue;
      }
      this.#put(wish, { standing: "failed", ...answer });
      // A text that the machine spoils says nothing about the next one; a machine that is away does.
      if (answer.code !== "tokens_changed") {
        for (const other of this.#wanted.splice(0)) this.#put(other, { standing: "failed", ...answer });
      }
      this.failed(answer.code);
    }
    this.#works = false;
  }

  #put(wish: Wish, reading: Reading): void {
    this.#readings.value = new Map(this.#readings.peek()).set(keyOf(wish), reading);
  }
}

function keyOf({ text, source, target }: Wish): string {
  return `${source}>${target}:${text}`;
}
