/** The shapes of what the gateway says to the studio (twin of contracts/studio.py). */
import * as v from "valibot";
import { LANGUAGES } from "@moien/kit/languages.ts";

const inEachLanguage = <S extends v.GenericSchema>(schema: S) =>
  v.object({ lb: schema, fr: schema, de: schema, en: schema });

/** Texts that may be missing in a language. */
const texts = v.record(v.string(), v.string());
const numbers = v.record(v.string(), v.number());

export const KINDS = [
  "service",
  "conversation",
  "crisis",
  "out_of_scope",
  "synonyms",
  "queues",
  "wrap_up",
  "replies",
  "page",
  "tests",
] as const;
const kind = v.picklist(KINDS);

export const problem = v.object({
  path: v.string(),
  line: v.number(),
  code: v.string(),
  message: v.string(),
});

export const fileView = v.object({
  path: v.string(),
  kind,
  title: texts,
  administration: texts,
  checked: v.string(),
  has_form: v.boolean(),
  examples: numbers,
  health: numbers,
  problems: v.number(),
  state: v.picklist(["live", "draft", "new", "going", "paused"]),
  changed_by: v.nullable(v.string()),
  changed_at: v.nullable(v.string()),
  in_review: v.nullable(v.string()),
});

export const checked = v.object({
  problems: v.array(problem),
  elsewhere: v.array(problem),
  values: v.unknown(),
  lines: numbers,
});

export const fileText = v.object({
  path: v.string(),
  kind,
  text: v.string(),
  live: v.nullable(v.string()),
  revision: v.number(),
  changed_by: v.nullable(v.string()),
  changed_at: v.nullable(v.string()),
  editors: v.array(v.string()),
  checked,
});

export const saved = v.object({ type: v.literal("saved"), revision: v.number(), checked });
export const collision = v.object({
  type: v.literal("collision"),
  base: v.string(),
  theirs: v.string(),
  revision: v.number(),
  changed_by: v.string(),
  changed_at: v.string(),
});
export const edited = v.object({ text: v.string(), checked });
export const drafters = v.object({ model: v.nullable(v.string()), languages: v.array(v.picklist(LANGUAGES)) });
export const draftedExamples = v.object({ sentences: v.array(v.string()), model: v.string() });
export const template = v.object({ id: v.string(), title: texts, about: texts });

const reviewFile = v.object({ path: v.string(), before: v.nullable(v.string()), after: v.nullable(v.string()) });

const impact = v.object({
  languages: v.record(
    v.string(),
    v.object({ before: v.number(), after: v.number(), sentences: v.number(), worse: v.boolean() }),
  ),
  changed: v.array(
    v.object({
      language: v.picklist(LANGUAGES),
      text: v.string(),
      source: v.picklist(["test", "conversation"]),
      expected: v.nullable(v.string()),
      before: v.string(),
      after: v.string(),
      verdict: v.picklist(["better", "worse", "different"]),
    }),
  ),
  replayed: v.number(),
  seconds: v.number(),
  blocked: v.boolean(),
  counted: v.array(
    v.object({
      language: v.picklist(LANGUAGES),
      verdict: v.picklist(["better", "worse", "different"]),
      messages: v.number(),
    }),
  ),
  conversations: v.array(
    v.object({
      path: v.string(),
      name: v.string(),
      language: v.picklist(LANGUAGES),
      service: v.nullable(v.string()),
      turn: v.number(),
      problem: v.string(),
    }),
  ),
});

export const trial = v.object({
  id: v.string(),
  state: v.picklist(["queued", "training", "evaluating", "succeeded", "failed", "cancelled"]),
  done: v.number(),
  impact: v.nullable(impact),
  problem: v.nullable(v.string()),
  asked_by: v.string(),
  asked_at: v.string(),
  ended_at: v.nullable(v.string()),
});

export const review = v.object({
  id: v.string(),
  title: v.string(),
  state: v.picklist(["waiting", "returned", "withdrawn", "approved", "published", "failed"]),
  paths: v.array(v.string()),
  files: v.array(reviewFile),
  submitted_by: v.string(),
  submitted_at: v.string(),
  mine: v.boolean(),
  decided_by: v.nullable(v.string()),
  decided_at: v.nullable(v.string()),
  note: v.string(),
  override: v.string(),
  publish_at: v.nullable(v.string()),
  trial: v.nullable(trial),
});

export const release = v.object({
  number: v.number(),
  title: v.string(),
  author: v.string(),
  publisher: v.string(),
  back_to: v.nullable(v.number()),
  published_at: v.string(),
  paths: v.array(v.string()),
  live: v.boolean(),
});

export const releasedFile = v.object({
  before: v.nullable(v.string()),
  after: v.nullable(v.string()),
  blame: v.array(
    v.object({ line: v.number(), release: v.nullable(v.number()), author: v.string(), at: v.nullable(v.string()) }),
  ),
});

export const pause = v.object({
  service: v.string(),
  notice: inEachLanguage(v.string()),
  since: v.string(),
  until: v.nullable(v.string()),
  paused_by: v.string(),
});

export type Kind = v.InferOutput<typeof kind>;
export type Problem = v.InferOutput<typeof problem>;
export type FileView = v.InferOutput<typeof fileView>;
export type FileText = v.InferOutput<typeof fileText>;
export type Checked = v.InferOutput<typeof checked>;
export type Saved = v.InferOutput<typeof saved>;
export type Collision = v.InferOutput<typeof collision>;
export type Edited = v.InferOutput<typeof edited>;
export type Drafters = v.InferOutput<typeof drafters>;
export type DraftedExamples = v.InferOutput<typeof draftedExamples>;
export type Template = v.InferOutput<typeof template>;
export type Impact = v.InferOutput<typeof impact>;
export type ConversationRun = Impact["conversations"][number];
export type CountedMessages = Impact["counted"][number];
export type ChangedSentence = Impact["changed"][number];
export type TrialView = v.InferOutput<typeof trial>;
export type ReviewView = v.InferOutput<typeof review>;
export type ReleaseView = v.InferOutput<typeof release>;
export type ReleasedFile = v.InferOutput<typeof releasedFile>;
export type PauseView = v.InferOutput<typeof pause>;
