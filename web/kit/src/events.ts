/**
 * The events of a conversation's log as clients see them: the TypeScript twin of contracts/events.py.
 *
 * Schemas check what arrives; the types follow from them.
 */
import * as v from "valibot";
import { LANGUAGES } from "./languages.ts";

export const nullable = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, null);
export const count = v.pipe(v.number(), v.integer());
export const language = v.picklist(LANGUAGES);
export const author = v.picklist(["citizen", "bot", "agent", "system"]);
export const owner = v.picklist(["bot", "queue", "agent", "closed"]);
export const origin = v.picklist(["rule", "retrieval", "llm", "human", "translated"]);
const fieldType = v.picklist([
  "national_id",
  "date",
  "commune",
  "address",
  "postcode",
  "phone",
  "email",
  "iban",
  "plate",
  "amount",
  "choice",
  "text",
  "file",
]);
export const JOB_STATES = ["queued", "running", "succeeded", "rejected", "failed", "cancelled"] as const;
export const jobKind = v.picklist(["file", "look_up", "undo"]);
export const jobState = v.picklist(JOB_STATES);
export const citation = v.object({ title: v.string(), link: v.string(), checked: v.string(), language });
const choice = v.object({ value: v.string(), label: v.string() });
export const fieldPrompt = v.object({
  service: v.string(),
  name: v.string(),
  type: fieldType,
  label: v.string(),
  choices: v.optional(v.array(choice), []),
  step: count,
  steps: count,
  problem: v.optional(v.boolean(), false),
});
export const summaryRow = v.object({
  field: v.string(),
  label: v.string(),
  value: v.string(),
  from_login: v.optional(v.boolean(), false),
});
/** A file that belongs to a conversation; `size` in bytes. */
export const fileShown = v.object({ id: v.string(), name: v.string(), media_type: v.string(), size: count });

export const original = v.object({ text: v.string(), language });

const shownMessage = v.object({
  kind: v.literal("message"),
  author,
  text: v.string(),
  language,
  origin,
  message_id: nullable(v.string()),
  agent: nullable(v.string()),
  citations: v.optional(v.array(citation), []),
  buttons: v.optional(v.array(v.object({ title: v.string() })), []),
  field: nullable(fieldPrompt),
  summary: v.optional(v.array(summaryRow), []),
  code: nullable(v.string()),
  model: nullable(v.string()),
  login: nullable(v.string()),
  document: nullable(fileShown),
  /** What the agent wrote, where a machine translated it. */
  original: nullable(original),
  /** The text in easy language, where the catalogue has it. */
  easy: nullable(v.string()),
});

const shownData = v.variant("kind", [
  shownMessage,
  v.object({ kind: v.literal("language"), language, reason: v.picklist(["page", "chosen", "detected"]) }),
  v.object({
    kind: v.literal("owner"),
    owner,
    reason: v.picklist([
      "asked",
      "repeated_failure",
      "crisis",
      "dead_letter",
      "complaint",
      "low_confidence",
      "claimed",
      "transferred",
      "requeued",
      "meanwhile",
      "service_started",
      "service_stopped",
      "call_back",
      "given_back",
      "closed",
      "cancelled",
      "reopened",
    ]),
    agent: nullable(v.string()),
    /** The bot answers all the same: while the citizen waits, or inside a form that the agent started. */
    bot: v.optional(v.boolean(), false),
  }),
  v.object({
    kind: v.literal("job"),
    job: v.string(),
    service: v.string(),
    state: jobState,
    reference: nullable(v.string()),
    job_kind: v.optional(jobKind, "file"),
    delayed: v.optional(v.boolean(), false),
    cancellable: v.optional(v.boolean(), false),
    undoable: v.optional(v.boolean(), false),
    document: nullable(fileShown),
  }),
  v.object({ kind: v.literal("identity"), state: v.picklist(["logged_in", "logged_out", "expired"]) }),
  v.object({ kind: v.literal("feedback"), seq: count, helpful: v.boolean() }),
  v.object({ kind: v.literal("rating"), score: v.picklist([1, 2, 3, 4, 5]) }),
  v.object({ kind: v.literal("notice"), code: v.picklist(["ai_disclosure", "bot_unavailable"]) }),
  v.object({ kind: v.literal("note"), agent: v.string(), text: v.string() }),
]);

export const shownEvent = v.object({ conversation: v.string(), seq: count, at: v.string(), data: shownData });

export type Origin = v.InferOutput<typeof origin>;
export type Author = v.InferOutput<typeof author>;
export type OwnerKind = v.InferOutput<typeof owner>;
export type FieldPrompt = v.InferOutput<typeof fieldPrompt>;
export type Citation = v.InferOutput<typeof citation>;
export type SummaryRow = v.InferOutput<typeof summaryRow>;
export type JobKind = v.InferOutput<typeof jobKind>;
export type FileShown = v.InferOutput<typeof fileShown>;
export type JobState = v.InferOutput<typeof jobState>;
export type ShownMessage = v.InferOutput<typeof shownMessage>;
export type ShownEvent = v.InferOutput<typeof shownEvent>;
export type Original = v.InferOutput<typeof original>;
