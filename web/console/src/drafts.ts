/** What an agent has begun to write, by conversation: it survives a reload and is in step in all tabs. */
import { signal } from "@moien/kit/signals.ts";

/** What an agent has begun to write in a conversation. */
export interface Draft {
  reply: string;
  note: string;
}

const NOTHING: Draft = { reply: "", note: "" };

export class Drafts {
  readonly #all = signal<ReadonlyMap<string, Draft>>(new Map());
  readonly #storage: Storage | null;
  readonly #prefix: string;

  /** `storage` is null where the browser forbids storing. `prefix` sets the drafts of one account apart. */
  constructor(
    storage: Storage | null,
    prefix: string,
    /** Told of what is written here, not of what other tabs wrote. */
    private readonly written: (conversation: string, draft: Draft) => void = () => undefined,
  ) {
    this.#storage = storage;
    this.#prefix = prefix;
    this.#all.value = new Map(stored(storage, prefix));
  }

  /** A component that reads it is shown anew when it changes. */
  get(conversation: string): Draft {
    return this.#all.value.get(conversation) ?? NOTHING;
  }

  set(conversation: string, draft: Draft): void {
    this.take(conversation, draft);
    this.written(conversation, draft);
  }

  /** Another tab has written. */
  take(conversation: string, draft: Draft): void {
    const all = new Map(this.#all.value);
    const empty = draft.reply === "" && draft.note === "";
    if (empty) all.delete(conversation);
    else all.set(conversation, draft);
    this.#all.value = all;
    try {
      if (empty) this.#storage?.removeItem(this.#prefix + conversation);
      else this.#storage?.setItem(this.#prefix + conversation, JSON.stringify(draft));
    } catch {
      // Storage is full or forbidden: the draft then lives as long as the page.
    }
  }
}

export function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { reply, note } = value as Partial<Record<keyof Draft, unknown>>;
  return typeof reply === "string" && typeof note === "string";
}

function stored(storage: Storage | null, prefix: string): [string, Draft][] {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? "");
  return keys.flatMap((key): [string, Draft][] => {
    if (!key.startsWith(prefix)) return [];
    try {
      const draft: unknown = JSON.parse(storage?.getItem(key) ?? "null");
      return isDraft(draft) ? [[key.slice(prefix.length), draft]] : [];
    } catch {
      return [];
    }
  });
}
