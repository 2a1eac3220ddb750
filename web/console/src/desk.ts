/** The agent's connection to the hub: tickets, the conversations on the desk, and everything an agent can do. */
import { signal } from "@preact/signals";
import * as v from "valibot";
import {
  agentFrame,
  agentServerFrame,
  decodeFrame,
  FrameError,
  type AgentFrame,
  type AgentServerFrame,
  type ErrorCode,
  type TicketView,
} from "@moien/kit/frames.ts";
import { newMessageId } from "@moien/kit/ids.ts";
import { TYPING_AGAIN } from "@moien/kit/lapsing.ts";
import { Link, type LinkOptions } from "@moien/kit/link.ts";
import { Outbox, pageStorage } from "@moien/kit/outbox.ts";
import { PendingFrames } from "@moien/kit/pending.ts";
import { WatchedConversation } from "./conversation.ts";

/** What an agent wrote to a citizen. */
export type Reply = Extract<AgentFrame, { type: "say" }> & { conversation: string };

function isReply(value: unknown): value is Reply {
  return v.is(agentFrame, value) && value.type === "say" && typeof value.conversation === "string";
}

/** What an agent has begun to write in a conversation. */
export interface Draft {
  reply: string;
  note: string;
}

/** Drafts by agent and conversation: they survive signing in again, and nobody finds those of somebody else. */
const drafts = new Map<string, Map<string, Draft>>();

export interface DeskOptions extends LinkOptions {
  url: string;
  /** Name with which the agent signed in. */
  account: string;
  /** The session has ended: the agent must sign in again. */
  signedOut: () => void;
  /** Whether the session still stands, asked when the hub does not let us in. */
  stillSignedIn: () => Promise<boolean>;
}

/** Close code of the hub: the session of this agent has ended. */
const SIGNED_OUT = 4401;

export class Desk {
  readonly tickets = signal<readonly TicketView[]>([]);
  /** `opening` until the desk has first arrived, then `ready` or `lost`. */
  readonly connection = signal<"opening" | "ready" | "lost">("opening");
  readonly conversations = signal<ReadonlyMap<string, WatchedConversation>>(new Map());
  readonly selected = signal<string | null>(null);
  /** Code of the answer whose record lies over the desk. */
  readonly shownAnswer = signal<string | null>(null);
  /** A refusal that belongs to no reply. */
  readonly problem = signal<ErrorCode | null>(null);
  readonly pending: PendingFrames<Reply>;
  readonly drafts: Map<string, Draft>;

  readonly #options: DeskOptions;
  readonly #link: Link;
  #typedAt = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
    const kept = `moien:console:${options.account}:out:`;
    this.pending = new PendingFrames(new Outbox(pageStorage("sessionStorage"), kept, isReply));
    this.drafts = drafts.get(options.account) ?? new Map<string, Draft>();
    drafts.set(options.account, this.drafts);
    this.#link = new Link(
      options.url,
      {
        opened: () => undefined,
        received: (text) => this.#read(text),
        changed: (state) => {
          if (state !== "open") this.#disconnected();
        },
        closed: (code) => {
          if (code === SIGNED_OUT) {
            options.signedOut();
            return false;
          }
          void options.stillSignedIn().then((still) => still || options.signedOut());
          return true;
        },
      },
      options,
    );
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }

  /** A call has found that nobody is signed in any more. */
  signedOut(): void {
    this.#options.signedOut();
  }

  select(conversation: string | null): void {
    this.selected.value = conversation;
    this.problem.value = null;
    this.#watchWhatMatters();
  }

  claim(ticket: string): void {
    this.#act({ type: "claim", ticket });
  }

  giveBack(conversation: string): void {
    this.#act({ type: "give_back", conversation });
  }

  close(conversation: string): void {
    this.#act({ type: "close", conversation });
  }

  /** False when there is no connection: the note then stays in the box. */
  note(conversation: string, text: string): boolean {
    return this.#act({ type: "note", conversation, text });
  }

  say(conversation: string, text: string): void {
    const frame: Reply = { type: "say", message_id: newMessageId(), text, conversation };
    this.problem.value = null;
    this.pending.add(frame);
    this.#send(frame);
  }

  sendAgain(messageId: string): void {
    this.pending.retry(messageId);
    const entry = this.pending.find(messageId);
    if (entry) this.#send(entry.frame);
  }

  typing(conversation: string): void {
    const now = Date.now();
    if (now - this.#typedAt < TYPING_AGAIN) return;
    this.#typedAt = now;
    this.#send({ type: "typing", conversation });
  }

  #act(frame: AgentFrame): boolean {
    this.problem.value = null;
    return this.#send(frame);
  }

  #send(frame: AgentFrame): boolean {
    return this.connection.value === "ready" && this.#link.send(frame);
  }

  #read(text: string): void {
    try {
      this.#take(decodeFrame(agentServerFrame, text));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      console.error(error.message);
    }
  }

  #take(frame: AgentServerFrame): void {
    switch (frame.type) {
      case "desk":
        return this.#arranged(frame.tickets);
      case "event": {
        const conversation = this.conversations.value.get(frame.event.conversation);
        if (!conversation) return;
        if (!conversation.append(frame.event)) return this.#watch(conversation);
        return this.pending.settle(conversation.view.value, (reply) => reply.conversation === conversation.id);
      }
      case "ack":
        return this.#acknowledged(frame.message_id, frame.seq);
      case "error":
        return this.#refused(frame.code, frame.message_id);
      case "busy": {
        const conversation = this.conversations.value.get(frame.conversation);
        if (conversation) conversation.busy.value = frame.busy;
        return;
      }
      case "typing":
        return this.conversations.value.get(frame.conversation ?? "")?.citizenTypes.raise();
      case "pong":
        for (const conversation of this.conversations.value.values()) conversation.answered();
        return;
    }
  }

  #arranged(tickets: readonly TicketView[]): void {
    const first = this.connection.value !== "ready";
    this.#link.settled();
    this.connection.value = "ready";
    this.tickets.value = tickets;
    if (first) for (const conversation of this.conversations.value.values()) this.#watch(conversation);
    this.#watchWhatMatters();
    if (first) for (const { frame, failed } of this.pending.list.value) if (!failed) this.#send(frame);
  }

  /** Conversations of the agent and the one on the screen; others leave the desk. */
  #watchWhatMatters(): void {
    const wanted = new Set(this.tickets.value.filter(({ mine }) => mine).map(({ conversation }) => conversation));
    if (this.selected.value !== null) wanted.add(this.selected.value);
    const kept = new Map<string, WatchedConversation>();
    for (const [id, conversation] of this.conversations.value) {
      if (wanted.has(id)) kept.set(id, conversation);
      else this.#send({ type: "unwatch", conversation: id });
    }
    const fresh = [...wanted].filter((id) => !kept.has(id)).map((id) => new WatchedConversation(id));
    for (const conversation of fresh) kept.set(conversation.id, conversation);
    this.conversations.value = kept;
    for (const conversation of fresh) this.#watch(conversation);
  }

  #watch(conversation: WatchedConversation): void {
    this.#send({ type: "watch", conversation: conversation.id, last_seq: conversation.view.value.seq });
    this.#send({ type: "ping" });
  }

  #acknowledged(messageId: string, seq: number): void {
    const conversation = this.conversations.value.get(this.pending.find(messageId)?.frame.conversation ?? "");
    this.pending.acknowledge(messageId, seq);
    if (conversation) this.pending.settle(conversation.view.value, (reply) => reply.conversation === conversation.id);
  }

  #refused(code: ErrorCode, messageId: string | null): void {
    if (code === "signed_out") return this.signedOut();
    if (messageId !== null && this.pending.find(messageId)) return this.pending.fail(messageId, code);
    this.problem.value = code;
  }

  #disconnected(): void {
    if (this.connection.value === "ready") this.connection.value = "lost";
    for (const conversation of this.conversations.value.values()) conversation.disconnected();
  }
}
