/** Parts of the desk for unit tests, short to write. */
import type { CallbackView, ColleagueView, DeskSettings, QueueView, TicketView } from "@moien/kit/agentFrames.ts";
import type { Channel } from "../src/tabs.ts";

export const ME: DeskSettings = { id: "a", name: "Alex Muster", capacity: 4, presence: "available", reason: null };

export function ticket(change: Partial<TicketView> = {}): TicketView {
  return {
    ticket: "t1",
    conversation: "c",
    reason: "asked",
    language: "lb",
    service: null,
    queue: "general",
    state: "waiting",
    agent: null,
    mine: false,
    opened_at: "2026-11-23T08:00:00Z",
    waiting_since: "2026-11-23T08:00:00Z",
    last_text: "Moien",
    fields: {},
    position: 0,
    fits: true,
    late: false,
    moves: 0,
    ...change,
  };
}

export const MINE = ticket({ state: "claimed", mine: true, agent: "Alex Muster" });

export function callback(change: Partial<CallbackView> = {}): CallbackView {
  return {
    callback: "cb1",
    conversation: "d",
    language: "fr",
    service: null,
    queue: "general",
    phone: "+352621123456",
    when: "any",
    about: "Ma carte",
    state: "waiting",
    agent: null,
    mine: false,
    attempts: 0,
    asked_at: "2026-11-23T08:00:00Z",
    ...change,
  };
}

export function queue(change: Partial<QueueView> = {}): QueueView {
  return {
    queue: "general",
    name: { lb: "Allgemeng", fr: "Général", de: "Allgemein", en: "General" },
    waiting: 0,
    longest_since: null,
    open: true,
    opens_at: null,
    available: 2,
    ...change,
  };
}

export function colleague(change: Partial<ColleagueView> = {}): ColleagueView {
  return {
    id: "k",
    name: "Kim",
    presence: "available",
    reason: null,
    conversations: 1,
    capacity: 4,
    languages: ["lb", "fr"],
    ...change,
  };
}

export interface DeskParts {
  me?: DeskSettings;
  tickets?: readonly object[];
  callbacks?: readonly CallbackView[];
  queues?: readonly QueueView[];
  colleagues?: readonly ColleagueView[];
}

/** The frame with which the hub begins. */
export function deskFrame({ me = ME, tickets = [], callbacks = [], queues = [], colleagues = [] }: DeskParts): object {
  return { type: "desk", me, tickets, callbacks, queues, colleagues };
}

/** A BroadcastChannel that delivers at once, to every other end of the same name. */
export class FakeChannels {
  readonly #ends: { name: string; channel: Channel }[] = [];

  readonly open = (name: string): Channel => {
    const channel: Channel = {
      onmessage: null,
      postMessage: (data: unknown) => {
        for (const end of this.#ends) {
          if (end.name !== name || end.channel === channel) continue;
          end.channel.onmessage?.call(channel as BroadcastChannel, new MessageEvent("message", { data }));
        }
      },
      close: () => {
        channel.onmessage = null;
      },
    };
    this.#ends.push({ name, channel });
    return channel;
  };
}
