/** Ids that the browser keeps, the newest few: conversations to translate, answers that were proposed. */
import { signal } from "@moien/kit/signals.ts";

export class KeptSet {
  readonly #ids = signal<ReadonlySet<string>>(new Set());

  /** `storage` is null where the browser forbids storing; the ids then live as long as the page. */
  constructor(
    private readonly storage: Storage | null,
    private readonly key: string,
    private readonly most = 200,
  ) {
    this.#ids.value = new Set(stored(storage?.getItem(key) ?? null));
  }

  /** A component that reads it is shown anew when it changes. */
  has(id: string): boolean {
    return this.#ids.value.has(id);
  }

  set(id: string, inside: boolean): void {
    const others = [...this.#ids.value].filter((other) => other !== id);
    const ids = (inside ? [...others, id] : others).slice(-this.most);
    this.#ids.value = new Set(ids);
    try {
      this.storage?.setItem(this.key, JSON.stringify(ids));
    } catch {
      // Storage is full or forbidden: the choice then lives as long as the page.
    }
  }
}

function stored(text: string | null): string[] {
  try {
    const ids: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}
