/** How far the agent has read in each conversation: kept in the browser, so that a reload makes nothing new again. */

export class ReadMarks {
  readonly #storage: Storage | null;
  readonly #key: string;

  /** `storage` is null where the browser forbids storing. */
  constructor(storage: Storage | null, key: string) {
    this.#storage = storage;
    this.#key = key;
  }

  /** `seq` of the last event read; 0 where none is known. */
  get(conversation: string): number {
    return this.#all().get(conversation) ?? 0;
  }

  set(conversation: string, seq: number): void {
    const all = this.#all();
    if ((all.get(conversation) ?? 0) < seq) this.#keep(all.set(conversation, seq));
  }

  /** Forget conversations that are no longer with the agent. */
  keepOnly(conversations: ReadonlySet<string>): void {
    const all = this.#all();
    const kept = new Map([...all].filter(([conversation]) => conversations.has(conversation)));
    if (kept.size < all.size) this.#keep(kept);
  }

  #all(): Map<string, number> {
    try {
      const found: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "{}");
      const entries = typeof found === "object" && found !== null ? Object.entries(found) : [];
      return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
    } catch {
      return new Map();
    }
  }

  #keep(all: ReadonlyMap<string, number>): void {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(Object.fromEntries(all)));
    } catch {
      // Storage is full or forbidden: after a reload, what was read counts as new once more.
    }
  }
}
