/** Tabs of one agent in step: what was read and drafted, and that only one of them rings for the same thing. */
import { isDraft, type Draft } from "./drafts.ts";

/** Milliseconds in which the tabs find out which of them rings. */
const BIDDING = 150;
/** Milliseconds after which what was rung for is forgotten. */
const FORGOTTEN = 60_000;

/** How near the agent is to a tab: it shows the very thing, can be seen, or lies behind others. */
export type Nearness = "shown" | "seen" | "behind";

const RANKS: Record<Nearness, number> = { shown: 0, seen: 1, behind: 2 };

/** The part of BroadcastChannel that is used; tests hand in a fake. */
export type Channel = Pick<BroadcastChannel, "postMessage" | "close" | "onmessage">;

type Said =
  | { kind: "read"; conversation: string; seq: number }
  | { kind: "draft"; conversation: string; draft: Draft }
  | { kind: "bid"; key: string; rank: number; tab: string };

export interface TabEvents {
  read(conversation: string, seq: number): void;
  drafted(conversation: string, draft: Draft): void;
}

interface Bid {
  at: number;
  rank: number;
  tab: string;
}

export class Tabs {
  readonly #channel: Channel | null;
  readonly #events: TabEvents;
  readonly #tab = Math.random().toString(36).slice(2);
  readonly #bids = new Map<string, Bid[]>();

  constructor(name: string, events: TabEvents, open: (name: string) => Channel | null = openChannel) {
    this.#events = events;
    this.#channel = open(name);
    if (this.#channel) this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
  }

  close(): void {
    this.#channel?.close();
  }

  read(conversation: string, seq: number): void {
    this.#say({ kind: "read", conversation, seq });
  }

  drafted(conversation: string, draft: Draft): void {
    this.#say({ kind: "draft", conversation, draft });
  }

  /**
   * Do it in the tab that is nearest to the agent, and in that one only. All tabs hear of the same thing at nearly the
   * same time: each makes its bid, waits for those of the others, and the best bid rings. Whoever hears of the thing
   * later, because its tab slept, finds the old bids and stays silent.
   */
  ring(key: string, nearness: Nearness, act: () => void): void {
    this.#forget();
    const rank = RANKS[nearness];
    if (this.#bids.get(key)?.some(({ at }) => Date.now() - at > BIDDING)) return;
    this.#note(key, { rank, tab: this.#tab });
    this.#say({ kind: "bid", key, rank, tab: this.#tab });
    setTimeout(() => {
      const best = [...(this.#bids.get(key) ?? [])].sort((a, b) => a.rank - b.rank || a.tab.localeCompare(b.tab))[0];
      if (best?.tab === this.#tab && nearness !== "shown") act();
    }, BIDDING);
  }

  #say(said: Said): void {
    this.#channel?.postMessage(said);
  }

  #hear(data: unknown): void {
    // Every tab runs the same page of the same origin, but perhaps not of the same day.
    const said = data as Partial<Record<string, unknown>> | null;
    if (said?.kind === "bid" && typeof said.key === "string") {
      this.#note(said.key, { rank: Number(said.rank), tab: String(said.tab) });
    } else if (said?.kind === "read" && typeof said.conversation === "string" && typeof said.seq === "number") {
      this.#events.read(said.conversation, said.seq);
    } else if (said?.kind === "draft" && typeof said.conversation === "string" && isDraft(said.draft)) {
      this.#events.drafted(said.conversation, said.draft);
    }
  }

  #note(key: string, bid: Omit<Bid, "at">): void {
    this.#bids.set(key, [...(this.#bids.get(key) ?? []), { ...bid, at: Date.now() }]);
  }

  #forget(): void {
    for (const [key, bids] of this.#bids) {
      if (bids.every(({ at }) => Date.now() - at > FORGOTTEN)) this.#bids.delete(key);
    }
  }
}

function openChannel(name: string): Channel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
}
