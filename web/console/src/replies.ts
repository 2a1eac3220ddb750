/** What an agent writes to citizens, and where it is kept until the hub has it. */
import * as v from "valibot";
import { agentFrame, type AgentFrame } from "@moien/kit/agentFrames.ts";
import type { Original } from "@moien/kit/frames.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import { Outbox, pageStorage } from "@moien/kit/outbox.ts";
import { PendingFrames } from "@moien/kit/pending.ts";

/** What an agent wrote to a citizen, or a file for them. */
export type Reply = Extract<AgentFrame, { type: "say" | "attach" }> & { conversation: string };

/** `original`: what the agent wrote, where `text` is a translation of it. */
export function spoken(conversation: string, text: string, original: Original | null): Reply {
  const plain: Reply = { type: "say", message_id: newMessageId(), text, conversation };
  return original === null ? plain : { ...plain, original };
}

/** `file`: what was uploaded before. */
export function attached(conversation: string, file: string): Reply {
  return { type: "attach", message_id: newMessageId(), file, conversation };
}

function isReply(value: unknown): value is Reply {
  if (!v.is(agentFrame, value) || (value.type !== "say" && value.type !== "attach")) return false;
  return typeof value.conversation === "string";
}

/** Replies on their way, those from before a reload included; `prefix` sets those of one account apart. */
export function pendingReplies(prefix: string): PendingFrames<Reply> {
  return new PendingFrames(new Outbox(pageStorage("sessionStorage"), prefix, isReply));
}
