/** Frames that are not acknowledged yet, kept in the browser's storage so that neither a tunnel nor a reload loses one. */

export interface Identified {
  message_id: string;
}

/** Kept frames in the order of their sending. Every frame has a key of its own: two tabs cannot overwrite each other. */
export class Outbox<F extends Identified> {
  readonly #entries = new Map<string, F>();
  readonly #storage: Storage | null;
  readonly #prefix: string;
  #order = 0;

  /**
   * `storage` is null where the browser forbids storing; frames then live as long as the page. `isFrame` judges what is
   * found there: other scripts of the page can write to it too.
   */
  constructor(storage: Storage | null, prefix: string, isFrame: (value: unknown) => value is F) {
    this.#storage = storage;
    this.#prefix = prefix;
    this.#load(isFrame);
  }

  get frames(): F[] {
    return [...this.#entries.values()];
  }

  add(frame: F): void {
    this.#entries.set(frame.message_id, frame);
    this.#order = Math.max(this.#order + 1, Date.now());
    try {
      this.#storage?.setItem(this.#prefix + frame.message_id, JSON.stringify({ order: this.#order, frame }));
    } catch {
      // Storage is full or forbidden: the frame is still sent from memory.
    }
  }

  /** Drop a frame: it is acknowledged, or the citizen gave it up. */
  remove(messageId: string): void {
    this.#entries.delete(messageId);
    this.#storage?.removeItem(this.#prefix + messageId);
  }

  clear(): void {
    for (const id of [...this.#entries.keys()]) this.remove(id);
  }

  #load(isFrame: (value: unknown) => value is F): void {
    const storage = this.#storage;
    if (!storage) return;
    const found: { order: number; frame: F }[] = [];
    for (let index = 0; index < storage.length; index += 1) {
      const key = storage.key(index);
      if (!key?.startsWith(this.#prefix)) continue;
      const entry = parsed(storage.getItem(key)) as { order?: unknown; frame?: unknown } | null;
      if (typeof entry?.order === "number" && isFrame(entry.frame)) {
        found.push({ order: entry.order, frame: entry.frame });
      } else {
        console.warn(`outbox: ${key} does not hold a frame and is left alone`);
      }
    }
    found.sort((a, b) => a.order - b.order);
    for (const { order, frame } of found) {
      this.#entries.set(frame.message_id, frame);
      this.#order = Math.max(this.#order, order);
    }
  }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** Storage of the page, or null where reading it throws (blocked site data, sandboxed frames). */
export function pageStorage(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}
