/** The calls of the inbox and of equal service (twin of contracts/inbox.py). */
import * as v from "valibot";
import { call, nothing, query, type Outcome } from "@moien/kit/staff/calls.ts";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";

const ADDRESS = "/api/staff/studio";
const language = v.picklist(LANGUAGES);
const counts = v.record(v.string(), v.number());

const inboxText = v.object({
  /** Of the texts that look like this once they are masked. */
  keys: v.array(v.string()),
  language,
  /** `…` stands for words that too few have written. */
  text: v.string(),
  whole: v.boolean(),
  messages: v.number(),
  conversations: v.number(),
});

const inboxGroup = v.object({
  id: v.string(),
  /** A service, an intent of none, or null where the texts are only alike. */
  topic: v.nullable(v.string()),
  intent: v.nullable(v.string()),
  messages: v.number(),
  conversations: v.number(),
  languages: counts,
  reasons: counts,
  texts: v.array(inboxText),
  hidden: v.number(),
});

const unhelpful = v.object({
  service: v.nullable(v.string()),
  title: v.string(),
  language,
  helpful: v.number(),
  unhelpful: v.number(),
  questions: v.array(v.string()),
});

const inbox = v.object({
  days: v.number(),
  least: v.number(),
  conversations: v.number(),
  complete: v.boolean(),
  groups: v.array(inboxGroup),
  hidden: v.number(),
  unhelpful: v.array(unhelpful),
});

const target = v.object({ intent: v.string(), path: v.string(), service: v.nullable(v.string()) });

const proposal = v.object({
  id: v.string(),
  question: v.string(),
  answer: v.string(),
  language,
  service: v.nullable(v.string()),
  agent: v.string(),
  created_at: v.string(),
});

const figures = v.object({
  language,
  conversations: v.number(),
  handed_over: v.number(),
  messages: v.number(),
  recognised: v.number(),
  asked: v.number(),
  offered: v.number(),
  fallback: v.number(),
  out_of_scope: v.number(),
  judged: v.number(),
  helpful: v.number(),
  ratings: v.number(),
  rating: v.nullable(v.number()),
  recognition: v.nullable(v.number()),
  handover: v.nullable(v.number()),
  satisfaction: v.nullable(v.number()),
});

const alarm = v.object({
  language,
  measure: v.picklist(["recognition", "satisfaction"]),
  best: language,
  points: v.number(),
  p: v.number(),
});

const equality = v.object({
  days: v.number(),
  complete: v.boolean(),
  languages: v.array(figures),
  alarms: v.array(alarm),
});

export type InboxText = v.InferOutput<typeof inboxText>;
export type InboxGroup = v.InferOutput<typeof inboxGroup>;
export type InboxView = v.InferOutput<typeof inbox>;
export type UnhelpfulAnswer = v.InferOutput<typeof unhelpful>;
export type Target = v.InferOutput<typeof target>;
export type Proposal = v.InferOutput<typeof proposal>;
export type EqualityFigures = v.InferOutput<typeof figures>;
export type EqualityAlarm = v.InferOutput<typeof alarm>;
export type EqualityView = v.InferOutput<typeof equality>;

/** A sentence that an intent is to learn from. */
export interface NewExample {
  language: Language;
  text: string;
}

export interface Assign {
  intent: string;
  examples: readonly NewExample[];
  /** Texts of the inbox that are settled by it. */
  keys: readonly string[];
  /** Proposal that is taken up by it. */
  proposal?: string;
}

export function fetchInbox(): Promise<Outcome<InboxView>> {
  return call(`${ADDRESS}/inbox`, inbox);
}

const targets = v.object({ targets: v.array(target) });

export async function fetchTargets(): Promise<Outcome<Target[]>> {
  const outcome = await call(`${ADDRESS}/inbox/targets`, targets);
  return outcome.done ? { done: true, value: outcome.value.targets } : outcome;
}

const assigned = v.object({ path: v.string(), revision: v.number() });

export function assign(wish: Assign): Promise<Outcome<v.InferOutput<typeof assigned>>> {
  return call(`${ADDRESS}/inbox/assign`, assigned, { method: "POST", body: wish });
}

/** Without keys: the whole group. */
export function ignore(group: string, keys: readonly string[]): Promise<Outcome<unknown>> {
  return call(`${ADDRESS}/inbox/ignore`, nothing, { method: "POST", body: { group, keys } });
}

const proposals = v.object({ proposals: v.array(proposal), before: v.nullable(v.string()) });

/** Those that nobody has decided on yet, the newest first. */
export async function fetchProposals(): Promise<Outcome<Proposal[]>> {
  const outcome = await call(`/api/staff/proposals${query({ state: "new" })}`, proposals);
  return outcome.done ? { done: true, value: outcome.value.proposals } : outcome;
}

export function ignoreProposal(id: string): Promise<Outcome<unknown>> {
  return call(`/api/staff/proposals/${encodeURIComponent(id)}`, nothing, {
    method: "POST",
    body: { state: "ignored" },
  });
}

export const PERIODS = [7, 30, 90] as const;
export type Days = (typeof PERIODS)[number];

export function fetchEquality(days: Days): Promise<Outcome<EqualityView>> {
  return call(`${ADDRESS}/equality${query({ days: String(days) })}`, equality);
}

export const tableAddress = (days: Days) => `${ADDRESS}/equality/table.csv${query({ days: String(days) })}`;

const alarms = v.object({ alarms: v.array(alarm) });

/** Of the last thirty days. */
export async function fetchAlarms(): Promise<Outcome<EqualityAlarm[]>> {
  const outcome = await call(`${ADDRESS}/equality/alarms`, alarms);
  return outcome.done ? { done: true, value: outcome.value.alarms } : outcome;
}
