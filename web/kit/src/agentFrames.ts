/**
 * Frames on the WebSockets of agents: the TypeScript twin of contracts/agent_frames.py and contracts/desk_views.py.
 */
import * as v from "valibot";
import {
  ack,
  append,
  busy,
  count,
  dayPart,
  language,
  messageId,
  nullable,
  ping,
  pong,
  refused,
  say,
  typing,
} from "./frames.ts";

export const HANDOVER_REASONS = [
  "asked",
  "repeated_failure",
  "crisis",
  "dead_letter",
  "complaint",
  "low_confidence",
] as const;
export const PRESENCE_STATES = ["available", "busy", "away"] as const;
export const PRESENCE_REASONS = ["break", "lunch", "meeting", "training", "paperwork", "end_of_day"] as const;

const reason = v.picklist(HANDOVER_REASONS);
const presence = v.picklist(PRESENCE_STATES);
const presenceReason = v.picklist(PRESENCE_REASONS);
const texts = v.object({ lb: v.string(), fr: v.string(), de: v.string(), en: v.string() });

const ticketView = v.object({
  ticket: v.string(),
  conversation: v.string(),
  reason,
  language,
  service: nullable(v.string()),
  queue: v.string(),
  state: v.picklist(["waiting", "claimed"]),
  agent: nullable(v.string()),
  mine: v.boolean(),
  opened_at: v.string(),
  /** When it came into this queue, or to this agent. */
  waiting_since: v.string(),
  last_text: v.string(),
  fields: v.optional(v.record(v.string(), v.string()), {}),
  /** What should be taken first has the smallest. */
  position: v.optional(count, 0),
  fits: v.optional(v.boolean(), true),
  late: v.optional(v.boolean(), false),
  moves: v.optional(count, 0),
});

const callbackView = v.object({
  callback: v.string(),
  conversation: v.string(),
  language,
  service: nullable(v.string()),
  queue: v.string(),
  phone: v.string(),
  when: dayPart,
  about: v.string(),
  state: v.picklist(["waiting", "claimed"]),
  agent: nullable(v.string()),
  mine: v.boolean(),
  attempts: count,
  asked_at: v.string(),
});

const queueView = v.object({
  queue: v.string(),
  name: texts,
  waiting: count,
  longest_since: nullable(v.string()),
  open: v.boolean(),
  opens_at: nullable(v.string()),
  available: count,
});

const colleagueView = v.object({
  id: v.string(),
  name: v.string(),
  presence: v.picklist([...PRESENCE_STATES, "offline"]),
  reason: nullable(v.string()),
  conversations: count,
  capacity: count,
  languages: v.array(language),
});

const deskSettings = v.object({
  id: v.string(),
  name: v.string(),
  capacity: count,
  presence,
  reason: nullable(presenceReason),
});

const conversation = v.string();

export const agentFrame = v.variant("type", [
  v.object({ type: v.literal("watch"), conversation, last_seq: v.optional(count, 0) }),
  v.object({ type: v.literal("unwatch"), conversation }),
  v.object({ type: v.literal("presence"), state: presence, reason: nullable(presenceReason) }),
  v.object({ type: v.literal("claim"), ticket: v.string() }),
  v.object({ type: v.literal("claim_next") }),
  v.object({
    type: v.literal("transfer"),
    conversation,
    agent: nullable(v.string()),
    queue: nullable(v.string()),
    note: v.optional(v.string(), ""),
  }),
  say,
  v.object({ type: v.literal("attach"), conversation, message_id: messageId, file: v.string() }),
  typing,
  v.object({
    type: v.literal("start_service"),
    conversation,
    service: v.string(),
    fields: v.optional(v.record(v.string(), v.string()), {}),
  }),
  v.object({ type: v.literal("stop_service"), conversation }),
  v.object({ type: v.literal("give_back"), conversation }),
  v.object({ type: v.literal("close"), conversation, wrap_up: v.string(), note: v.optional(v.string(), "") }),
  v.object({ type: v.literal("note"), conversation, text: v.string() }),
  v.object({ type: v.literal("claim_callback"), callback: v.string() }),
  v.object({ type: v.literal("end_callback"), callback: v.string(), outcome: v.picklist(["done", "again"]) }),
  ping,
]);

export const agentServerFrame = v.variant("type", [
  v.object({
    type: v.literal("desk"),
    me: deskSettings,
    tickets: v.array(ticketView),
    callbacks: v.array(callbackView),
    queues: v.array(queueView),
    colleagues: v.array(colleagueView),
    edition: v.optional(v.number(), 1),
  }),
  v.object({
    type: v.literal("desk_change"),
    me: nullable(deskSettings),
    tickets: v.optional(v.array(ticketView), []),
    gone: v.optional(v.array(v.string()), []),
    callbacks: nullable(v.array(callbackView)),
    queues: nullable(v.array(queueView)),
    colleagues: nullable(v.array(colleagueView)),
    edition: nullable(v.number()),
  }),
  append,
  ack,
  refused,
  busy,
  typing,
  v.object({ type: v.literal("viewers"), conversation, names: v.array(v.string()) }),
  v.object({ type: v.literal("erased"), conversation }),
  pong,
]);

export type HandoverReason = v.InferOutput<typeof reason>;
export type PresenceState = v.InferOutput<typeof presence>;
export type PresenceReason = v.InferOutput<typeof presenceReason>;
export type TicketView = v.InferOutput<typeof ticketView>;
export type CallbackView = v.InferOutput<typeof callbackView>;
export type QueueView = v.InferOutput<typeof queueView>;
export type ColleagueView = v.InferOutput<typeof colleagueView>;
export type DeskSettings = v.InferOutput<typeof deskSettings>;
/** What clients send may leave out every field that has a default. */
export type AgentFrame = v.InferInput<typeof agentFrame>;
export type AgentServerFrame = v.InferOutput<typeof agentServerFrame>;
