/** The shapes of talking to a draft (twin of contracts/trying.py and of what that builds on). */
import * as v from "valibot";
import {
  citation,
  count,
  fieldPrompt,
  jobKind,
  jobState,
  language,
  nullable,
  origin,
  summaryRow,
} from "@moien/kit/events.ts";
import { trial } from "../schemas.ts";

const texts = v.record(v.string(), v.string());

export const draftTrial = v.object({
  ...trial.entries,
  paths: v.array(v.string()),
  /** Null where somebody tries drafts of their own choice. */
  review: v.nullable(v.string()),
  mine: v.boolean(),
  /** Whether one can talk to it, however the comparison is going. */
  ready: v.boolean(),
});

const button = v.object({ title: v.string(), intent: v.string(), entities: texts });

const part = v.object({
  text: v.string(),
  origin,
  citations: v.array(citation),
  buttons: v.array(button),
  field: nullable(fieldPrompt),
  summary: v.array(summaryRow),
  code: nullable(v.string()),
  model: nullable(v.string()),
  login: nullable(v.string()),
});

const sight = v.object({
  intent: v.string(),
  confidence: v.number(),
  /** The likeliest first; `needed`: confidence from which the bot would act on it. */
  ranking: v.array(v.object({ intent: v.string(), confidence: v.number(), needed: v.number() })),
  ask: v.number(),
  offered: v.array(v.string()),
  entities: v.array(v.object({ entity: v.string(), value: v.string(), start: count, end: count })),
  milliseconds: v.number(),
});

const heard = v.object({
  text: v.string(),
  language,
  confidence: v.number(),
  words: count,
  greeting: v.boolean(),
  other_language: v.nullable(v.string()),
});

const passage = v.object({
  page: v.string(),
  language,
  /** Empty for the summary of a page. */
  heading: v.string(),
  text: v.string(),
  link: v.string(),
  checked: v.string(),
});

const search = v.object({
  question: v.string(),
  /** Null where the answer server could not be reached. */
  record: v.nullable(
    v.object({
      question: v.string(),
      steps: v.array(v.object({ step: v.string(), status: v.string(), milliseconds: v.number() })),
      confidence: v.number(),
      passages: v.array(passage),
      model: nullable(v.string()),
      faults: v.array(v.string()),
      answer: v.object({
        standing: v.picklist(["answered", "related", "unknown", "routed"]),
        intent: nullable(v.string()),
      }),
    }),
  ),
});

const wantedCall = v.object({
  id: v.string(),
  request: v.object({
    service: v.string(),
    operation: v.string(),
    fields: texts,
    kind: jobKind,
    field: nullable(v.string()),
    claims: texts,
  }),
});

const handover = v.object({
  reason: v.picklist(["asked", "repeated_failure", "crisis", "dead_letter", "complaint", "low_confidence"]),
  service: v.nullable(v.string()),
  fields: texts,
  queue: v.string(),
  queue_name: texts,
});

const reason = v.picklist(["page", "chosen", "detected"]);

export const tried = v.object({
  parts: v.array(part),
  language,
  reason,
  identity: v.nullable(texts),
  heard: v.nullable(heard),
  sight: v.nullable(sight),
  search: v.nullable(search),
  calls: v.array(wantedCall),
  login: v.nullable(v.string()),
  handover: v.nullable(handover),
  milliseconds: v.number(),
});

const outcome = v.object({
  prepared: nullable(v.object({ method: v.string(), path: v.string(), body: nullable(v.string()) })),
  sent: v.boolean(),
  result: nullable(
    v.object({
      state: jobState,
      reference: nullable(v.string()),
      code: nullable(v.string()),
      detail: nullable(v.string()),
      options: v.array(v.object({ value: v.string(), label: v.string(), at: nullable(v.string()) })),
    }),
  ),
  problem: nullable(v.string()),
});

export const callView = v.object({
  id: v.string(),
  state: v.picklist(["queued", "done"]),
  outcome: v.nullable(outcome),
});

export type DraftTrial = v.InferOutput<typeof draftTrial>;
export type Part = v.InferOutput<typeof part>;
export type Button = v.InferOutput<typeof button>;
export type Sight = v.InferOutput<typeof sight>;
export type Heard = v.InferOutput<typeof heard>;
export type Search = v.InferOutput<typeof search>;
export type WantedCall = v.InferOutput<typeof wantedCall>;
export type Handover = v.InferOutput<typeof handover>;
export type Tried = v.InferOutput<typeof tried>;
export type CallOutcome = v.InferOutput<typeof outcome>;
export type CallView = v.InferOutput<typeof callView>;
export type LanguageReason = v.InferOutput<typeof reason>;
