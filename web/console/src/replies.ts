/** What an agent writes to citizens, and where it is kept until the hub has it. */
import * as v from "valibot";
import { agentFrame, type AgentFrame } from "@moien/kit/agentFrames.ts";
import { Outbox, pageStorage } from "@moien/kit/outbox.ts";
import { PendingFrames } from "@moien/kit/pending.ts";

/** What an agent wrote to a citizen. */
export type Reply = Extract<AgentFrame, { type: "say" }> & { conversation: string };

function isReply(value: unknown): value is Reply {
  return v.is(agentFrame, value) && value.type === "say" && typeof value.conversation === "string";
}

/** Replies on their way, those from before a reload included; `prefix` sets those of one account apart. */
export function pendingReplies(prefix: string): PendingFrames<Reply> {
  return new PendingFrames(new Outbox(pageStorage("sessionStorage"), prefix, isReply));
}
