/**
 * Frames on the WebSockets of citizens and agents: the TypeScript twin of contracts/frames.py.
 *
 * Schemas check what arrives; the types follow from them. Golden files written by the Python side hold both to one
 * shape (kit/tests/frames.test.ts).
 */
import * as v from "valibot";
import { LANGUAGES } from "./languages.ts";

/** Longest message of a citizen or an agent, in characters (Unicode code points, as Python counts). */
export const MAX_TEXT = 3000;

/** Characters of a text as MAX_TEXT counts them. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

const nullable = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, null);
const count = v.pipe(v.number(), v.integer());
const language = v.picklist(LANGUAGES);
const author = v.picklist(["citizen", "bot", "agent", "system"]);
const owner = v.picklist(["bot", "queue", "agent", "closed"]);
const stage = v.picklist(["searching", "reading", "writing", "checking"]);
export const origin = v.picklist(["rule", "retrieval", "llm", "human", "translated"]);
const messageId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/));
const reason = v.picklist(["asked", "repeated_failure", "crisis", "dead_letter"]);
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
const errorCode = v.picklist([
  "bad_frame",
  "hello_expected",
  "unknown_conversation",
  "unknown_button",
  "unknown_ticket",
  "empty_message",
  "message_too_long",
  "not_yours",
  "taken",
  "closed",
  "too_fast",
  "signed_out",
  "unknown_job",
  "too_late",
  "unknown_file",
  "login_failed",
]);

export const citation = v.object({ title: v.string(), link: v.string(), checked: v.string(), language });
const choice = v.object({ value: v.string(), label: v.string() });
const fieldPrompt = v.object({
  service: v.string(),
  name: v.string(),
  type: fieldType,
  label: v.string(),
  choices: v.optional(v.array(choice), []),
  step: count,
  steps: count,
  problem: v.optional(v.boolean(), false),
});
const summaryRow = v.object({
  field: v.string(),
  label: v.string(),
  value: v.string(),
  from_login: v.optional(v.boolean(), false),
});
/** A file that belongs to a conversation; `size` in bytes. */
export const fileShown = v.object({ id: v.string(), name: v.string(), media_type: v.string(), size: count });

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
      "claimed",
      "given_back",
      "closed",
      "cancelled",
      "reopened",
    ]),
    agent: nullable(v.string()),
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
  v.object({ kind: v.literal("notice"), code: v.picklist(["ai_disclosure", "bot_unavailable"]) }),
  v.object({ kind: v.literal("note"), agent: v.string(), text: v.string() }),
]);

const shownEvent = v.object({ conversation: v.string(), seq: count, at: v.string(), data: shownData });

const ticketView = v.object({
  ticket: v.string(),
  conversation: v.string(),
  reason,
  language,
  service: nullable(v.string()),
  state: v.picklist(["waiting", "claimed", "closed"]),
  agent: nullable(v.string()),
  mine: v.boolean(),
  opened_at: v.string(),
  last_text: v.string(),
  fields: v.optional(v.record(v.string(), v.string()), {}),
});

const hello = v.object({
  type: v.literal("hello"),
  language,
  site: v.optional(v.string(), "demo"),
  token: nullable(v.string()),
  last_seq: v.optional(count, 0),
});
const say = v.object({
  type: v.literal("say"),
  message_id: messageId,
  text: v.string(),
  conversation: nullable(v.string()),
});
const typing = v.object({
  type: v.literal("typing"),
  conversation: nullable(v.string()),
  author: nullable(author),
});
const ping = v.object({ type: v.literal("ping") });

export const citizenFrame = v.variant("type", [
  hello,
  say,
  v.object({ type: v.literal("press"), message_id: messageId, seq: count, button: count }),
  v.object({ type: v.literal("attach"), message_id: messageId, file: v.string() }),
  v.object({ type: v.literal("cancel_job"), message_id: messageId, job: v.string() }),
  v.object({ type: v.literal("undo_job"), message_id: messageId, job: v.string() }),
  v.object({ type: v.literal("start_login") }),
  v.object({ type: v.literal("finish_login"), code: v.string() }),
  v.object({ type: v.literal("log_out") }),
  v.object({ type: v.literal("language"), language }),
  v.object({ type: v.literal("ask_person"), message_id: messageId }),
  typing,
  v.object({ type: v.literal("leave_queue") }),
  v.object({ type: v.literal("stop_writing") }),
  v.object({ type: v.literal("rate"), seq: count, helpful: v.boolean() }),
  ping,
]);

export const agentFrame = v.variant("type", [
  v.object({ type: v.literal("watch"), conversation: v.string(), last_seq: v.optional(count, 0) }),
  v.object({ type: v.literal("unwatch"), conversation: v.string() }),
  v.object({ type: v.literal("claim"), ticket: v.string() }),
  say,
  typing,
  v.object({ type: v.literal("give_back"), conversation: v.string() }),
  v.object({ type: v.literal("close"), conversation: v.string() }),
  v.object({ type: v.literal("note"), conversation: v.string(), text: v.string() }),
  ping,
]);

const append = v.object({ type: v.literal("event"), event: shownEvent });
const ack = v.object({ type: v.literal("ack"), message_id: v.string(), seq: count });
const refused = v.object({
  type: v.literal("error"),
  code: errorCode,
  detail: v.string(),
  message_id: nullable(v.string()),
});
const busy = v.object({
  type: v.literal("busy"),
  conversation: v.string(),
  busy: v.boolean(),
  stage: nullable(stage),
  pages: v.optional(count, 0),
});
const pong = v.object({ type: v.literal("pong") });

export const citizenServerFrame = v.variant("type", [
  v.object({
    type: v.literal("welcome"),
    conversation: v.string(),
    token: v.string(),
    language,
    owner,
    seq: count,
    waiting: nullable(count),
    logged_in: v.optional(v.boolean(), false),
  }),
  append,
  ack,
  refused,
  busy,
  v.object({ type: v.literal("place"), waiting: nullable(count) }),
  v.object({ type: v.literal("login_at"), url: v.string() }),
  v.object({ type: v.literal("token"), token: v.string() }),
  typing,
  pong,
]);

export const agentServerFrame = v.variant("type", [
  v.object({ type: v.literal("desk"), agent: v.string(), tickets: v.array(ticketView) }),
  append,
  ack,
  refused,
  busy,
  typing,
  pong,
]);

/** What is done at the moment for an answer to free text. */
export type Stage = v.InferOutput<typeof stage>;
/** What the bot does for an answer: no stage where it is not about free text. */
export type Progress = Pick<v.InferOutput<typeof busy>, "stage" | "pages">;
export type Origin = v.InferOutput<typeof origin>;
export type Author = v.InferOutput<typeof author>;
export type OwnerKind = v.InferOutput<typeof owner>;
export type FieldPrompt = v.InferOutput<typeof fieldPrompt>;
export type Citation = v.InferOutput<typeof citation>;
export type SummaryRow = v.InferOutput<typeof summaryRow>;
export type JobKind = v.InferOutput<typeof jobKind>;
export type FileShown = v.InferOutput<typeof fileShown>;
export type JobState = v.InferOutput<typeof jobState>;
export type ErrorCode = v.InferOutput<typeof errorCode>;
export type ShownMessage = v.InferOutput<typeof shownMessage>;
export type ShownEvent = v.InferOutput<typeof shownEvent>;
export type TicketView = v.InferOutput<typeof ticketView>;
/** What clients send may leave out every field that has a default. */
export type CitizenFrame = v.InferInput<typeof citizenFrame>;
export type AgentFrame = v.InferInput<typeof agentFrame>;
export type CitizenServerFrame = v.InferOutput<typeof citizenServerFrame>;
export type AgentServerFrame = v.InferOutput<typeof agentServerFrame>;

/** A frame that does not fit: says where in the frame, what was found and what belongs there. */
export class FrameError extends Error {
  override name = "FrameError";
}

/** Read one frame; throws FrameError for text that is no JSON object of the schema. Unknown fields are dropped. */
export function decodeFrame<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new FrameError(`frame is not JSON: it begins with ${JSON.stringify(text.slice(0, 40))}`);
  }
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new FrameError(`frame, at ${v.getDotPath(issue) ?? "its top"}: ${issue.message}`);
}
