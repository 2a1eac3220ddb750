/** Requests by letter: the calls of /api/staff/privacy. Whom they are about goes in the body, never in an address. */
import * as v from "valibot";
import { call, callFile, type Outcome } from "@moien/kit/staff/calls.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";

/** Twin of `By` in channels/privacy/request_routes.py. */
export const WAYS = ["national_id", "receipt", "subject"] as const;

export type Way = (typeof WAYS)[number];

/** Whose data it is about. */
export interface Asked {
  by: Way;
  value: string;
}

/** Twin of `MOST_AT_ONCE` in channels/store/people.py: more are erased, but neither listed nor exported at once. */
export const MOST_AT_ONCE = 100;

/** Twin of `Kept` in channels/privacy/person.py, in the order in which it is shown. */
export const KINDS = ["events", "jobs", "files", "callbacks", "handovers", "answers"] as const;

export type Kind = (typeof KINDS)[number];

const conversation = v.object({
  id: v.string(),
  administration: v.string(),
  language: v.picklist(LANGUAGES),
  began_at: v.string(),
  last_at: v.string(),
  kept_until: v.string(),
  services: v.array(v.string()),
  kept: v.object(v.entriesFromList(KINDS, v.number())),
});

const list = v.object({ conversations: v.array(conversation) });

/** What is kept of one conversation, without a word of it. */
export type Found = v.InferOutput<typeof conversation>;

const proven = v.object({
  erased: v.number(),
  proofs: v.array(v.object({ proof: v.string(), erased_at: v.string(), rows: v.record(v.string(), v.number()) })),
});

export type Proven = v.InferOutput<typeof proven>;

const ADDRESS = "/api/staff/privacy";

const bodyOf = ({ by, value }: Asked) => ({ [by]: value.trim() });

/** The newest first. */
export async function findKept(asked: Asked): Promise<Outcome<Found[]>> {
  const outcome = await call(`${ADDRESS}/list`, list, { method: "POST", body: bodyOf(asked) });
  return outcome.done ? { done: true, value: outcome.value.conversations } : outcome;
}

export async function fetchExport(asked: Asked, format: "html" | "json"): Promise<Outcome<Blob>> {
  return callFile(`${ADDRESS}/export?format=${format}`, { method: "POST", body: bodyOf(asked) });
}

export async function eraseKept(asked: Asked): Promise<Outcome<Proven>> {
  return call(`${ADDRESS}/erase`, proven, { method: "POST", body: bodyOf(asked) });
}

/** How much is kept of all of them together. */
export function sumOf(found: readonly Found[]): Found["kept"] {
  return Object.fromEntries(
    KINDS.map((kind) => [kind, found.reduce((sum, { kept }) => sum + kept[kind], 0)]),
  ) as Found["kept"];
}

export const rowsOf = (rows: Readonly<Record<string, number>>) =>
  Object.values(rows).reduce((sum, one) => sum + one, 0);
