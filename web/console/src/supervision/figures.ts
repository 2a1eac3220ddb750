/** What the gateway says of the service: GET /api/staff/overview and /api/staff/history. */
import * as v from "valibot";
import { call, query, type Outcome } from "@moien/kit/staff/calls.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";

const language = v.picklist(LANGUAGES);
/** By language; null for a queue that is gone. */
const queueName = v.nullable(v.object(v.entriesFromList(LANGUAGES, v.string())));

const waiting = v.object({
  waiting: v.number(),
  /** Seconds; null where nobody waits. */
  longest_wait: v.nullable(v.number()),
  /** Who waits longer than the queue promises. */
  late: v.number(),
});

const agent = v.object({
  id: v.string(),
  name: v.string(),
  presence: v.picklist(["available", "busy", "away", "offline"]),
  reason: v.nullable(v.picklist(["break", "lunch", "meeting", "training", "paperwork", "end_of_day"])),
  /** Since when; of somebody who is not at the desk, when something was heard last. */
  since: v.nullable(v.string()),
  capacity: v.number(),
  conversations: v.array(
    v.object({ ticket: v.string(), language, service: v.nullable(v.string()), since: v.string() }),
  ),
});

const late = v.object({
  ticket: v.string(),
  queue: v.string(),
  language,
  service: v.nullable(v.string()),
  /** Seconds. */
  wait: v.number(),
  answer_within: v.number(),
});

/** Twin of `Overview` in channels/supervision/overview.py. */
const overview = v.object({
  at: v.string(),
  now: waiting,
  callbacks: v.number(),
  queues: v.array(
    v.object({
      queue: v.string(),
      name: queueName,
      now: waiting,
      claimed: v.number(),
      answer_within: v.nullable(v.number()),
    }),
  ),
  languages: v.array(v.object({ language, now: waiting, claimed: v.number() })),
  agents: v.array(agent),
  late: v.array(late),
});

export type Waiting = v.InferOutput<typeof waiting>;
export type Overview = v.InferOutput<typeof overview>;
export type AgentNow = v.InferOutput<typeof agent>;

export async function fetchOverview(): Promise<Outcome<Overview>> {
  return call("/api/staff/overview", overview);
}

/** Of durations in seconds: half took at most `p50`, four of five at most `p80`. */
const spread = v.nullable(v.object({ p50: v.number(), p80: v.number(), count: v.number() }));

/** Twin of `Figures` in channels/supervision/figures.py. */
const figures = v.object({
  /** Null where queues are told apart: most conversations never reach one. */
  conversations: v.nullable(v.number()),
  contained: v.nullable(v.number()),
  /** Share of conversations that never had a ticket, 0 to 1. */
  containment: v.nullable(v.number()),
  handovers: v.number(),
  claimed: v.number(),
  abandoned: v.number(),
  call_backs: v.number(),
  transfers: v.number(),
  wait: spread,
  handling: spread,
  promises: v.object({ kept: v.number(), of: v.number() }),
  /** `scores`: how often each was given, 1 first. */
  satisfaction: v.nullable(v.object({ mean: v.number(), scores: v.array(v.number()) })),
});

const history = v.object({
  period: v.object({ from: v.string(), to: v.string() }),
  total: figures,
  days: v.array(v.object({ day: v.string(), figures })),
  languages: v.array(v.object({ language, figures })),
  queues: v.array(v.object({ queue: v.string(), name: queueName, figures })),
});

export type Figures = v.InferOutput<typeof figures>;
export type History = v.InferOutput<typeof history>;

/** What is asked for; days as `2026-11-23`, an empty text is any. */
export interface Wanted {
  from: string;
  to: string;
  queue: string;
  language: string;
}

export async function fetchHistory(wanted: Wanted): Promise<Outcome<History>> {
  return call(`/api/staff/history${query({ ...wanted })}`, history);
}

export function tableAddress(wanted: Wanted): string {
  return `/api/staff/history.csv${query({ ...wanted })}`;
}
