/**
 * Frames on the WebSockets of citizens: the TypeScript twin of contracts/frames.py.
 *
 * Schemas check what arrives; the types follow from them. Golden files written by the Python side hold both to one
 * shape (kit/tests/frames.test.ts).
 */
import * as v from "valibot";
import { author, count, language, nullable, original, owner, shownEvent } from "./events.ts";

export * from "./events.ts";

/** Longest message of a citizen or an agent, in characters (Unicode code points, as Python counts). */
export const MAX_TEXT = 3000;

/** Characters of a text as MAX_TEXT counts them. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

const stage = v.picklist(["searching", "reading", "writing", "checking"]);
export const messageId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/));
export const dayPart = v.picklist(["any", "morning", "afternoon"]);
export const errorCode = v.picklist([
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
  "full",
  "away",
  "loops",
  "bad_phone",
  "unknown_queue",
  "unknown_agent",
  "unknown_service",
  "unknown_code",
  "tokens_changed",
  "not_translated",
  "paused",
]);

/** Where a citizen stands in the queue; `wait` in minutes, null where no honest estimate can be made. */
const waitingPlace = v.object({
  ahead: count,
  wait: nullable(v.object({ least: count, most: count })),
  open: v.optional(v.boolean(), true),
  opens_at: nullable(v.string()),
  staffed: v.optional(v.boolean(), true),
});

const hello = v.object({
  type: v.literal("hello"),
  language,
  site: v.optional(v.string(), "demo"),
  token: nullable(v.string()),
  last_seq: v.optional(count, 0),
});
export const say = v.object({
  type: v.literal("say"),
  message_id: messageId,
  text: v.string(),
  conversation: nullable(v.string()),
  original: nullable(original),
});
export const typing = v.object({
  type: v.literal("typing"),
  conversation: nullable(v.string()),
  author: nullable(author),
});
export const ping = v.object({ type: v.literal("ping") });

/** Frames that must reach the hub whatever happens: each has an id, and twice is once. */
export const lastingFrame = v.variant("type", [
  say,
  v.object({ type: v.literal("press"), message_id: messageId, seq: count, button: count }),
  v.object({ type: v.literal("attach"), message_id: messageId, file: v.string() }),
  v.object({ type: v.literal("cancel_job"), message_id: messageId, job: v.string() }),
  v.object({ type: v.literal("undo_job"), message_id: messageId, job: v.string() }),
  v.object({ type: v.literal("ask_person"), message_id: messageId }),
  v.object({
    type: v.literal("leave_callback"),
    message_id: messageId,
    phone: v.string(),
    when: v.optional(dayPart, "any"),
    about: v.optional(v.string(), ""),
  }),
  v.object({ type: v.literal("rate_conversation"), message_id: messageId, score: v.picklist([1, 2, 3, 4, 5]) }),
]);

export const citizenFrame = v.variant("type", [
  lastingFrame,
  hello,
  v.object({ type: v.literal("start_login") }),
  v.object({ type: v.literal("finish_login"), code: v.string() }),
  v.object({ type: v.literal("log_out") }),
  v.object({ type: v.literal("language"), language }),
  typing,
  v.object({ type: v.literal("leave_queue") }),
  v.object({ type: v.literal("bot_meanwhile"), on: v.boolean() }),
  v.object({ type: v.literal("stop_writing") }),
  v.object({ type: v.literal("rate"), seq: count, helpful: v.boolean() }),
  ping,
]);

export const append = v.object({ type: v.literal("event"), event: shownEvent });
export const ack = v.object({ type: v.literal("ack"), message_id: v.string(), seq: count });
export const refused = v.object({
  type: v.literal("error"),
  code: errorCode,
  detail: v.string(),
  message_id: nullable(v.string()),
  /** Seconds after which the same may be sent again; with `too_fast`. */
  retry_after: nullable(v.number()),
});
export const busy = v.object({
  type: v.literal("busy"),
  conversation: v.string(),
  busy: v.boolean(),
  stage: nullable(stage),
  pages: v.optional(count, 0),
});
export const pong = v.object({ type: v.literal("pong") });

export const citizenServerFrame = v.variant("type", [
  v.object({
    type: v.literal("welcome"),
    conversation: v.string(),
    token: v.string(),
    language,
    owner,
    seq: count,
    place: nullable(waitingPlace),
    bot_meanwhile: v.optional(v.boolean(), false),
    logged_in: v.optional(v.boolean(), false),
  }),
  append,
  ack,
  refused,
  busy,
  v.object({ type: v.literal("place"), place: nullable(waitingPlace) }),
  v.object({ type: v.literal("login_at"), url: v.string() }),
  v.object({ type: v.literal("token"), token: v.string() }),
  typing,
  pong,
]);

/** What is done at the moment for an answer to free text. */
export type Stage = v.InferOutput<typeof stage>;
/** What the bot does for an answer: no stage where it is not about free text. */
export type Progress = Pick<v.InferOutput<typeof busy>, "stage" | "pages">;
export type WaitingPlace = v.InferOutput<typeof waitingPlace>;
export type DayPart = v.InferOutput<typeof dayPart>;
export type ErrorCode = v.InferOutput<typeof errorCode>;
/** What clients send may leave out every field that has a default. */
export type LastingFrame = v.InferInput<typeof lastingFrame>;
export type CitizenFrame = v.InferInput<typeof citizenFrame>;
export type CitizenServerFrame = v.InferOutput<typeof citizenServerFrame>;

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
