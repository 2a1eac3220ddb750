/** The agent's connection to the hub: what is on the desk, the conversations followed, and all that an agent can do. */
import { computed, signal } from "@moien/kit/signals.ts";
import {
  agentServerFrame,
  type AgentFrame,
  type AgentServerFrame,
  type PresenceReason,
  type PresenceState,
} from "@moien/kit/agentFrames.ts";
import { decodeFrame, FrameError, type ErrorCode, type Original } from "@moien/kit/frames.ts";
import { TYPING_AGAIN } from "@moien/kit/lapsing.ts";
import { Link } from "@moien/kit/link.ts";
import { pageStorage } from "@moien/kit/outbox.ts";
import type { PendingFrames } from "@moien/kit/pending.ts";
import { newsOf, type News } from "./deskNews.ts";
import type { DeskOptions, Problem } from "./deskOptions.ts";
import { fetchDeskCatalogue, type DeskCatalogue } from "./deskSettings.ts";
import { arranged, changed, EMPTY_DESK, isOwn, ownTickets, type DeskState } from "./deskState.ts";
import { Drafts } from "./drafts.ts";
import { startPulse } from "./pulse.ts";
import { ReadMarks } from "./readMarks.ts";
import { pendingReplies, spoken, type Reply } from "./replies.ts";
import { Tabs, type Nearness } from "./tabs.ts";
import { Watching } from "./watching.ts";

/** Close code of the hub: the session of this agent has ended. */
const SIGNED_OUT = 4401;

export class Desk {
  readonly state = signal<DeskState>(EMPTY_DESK);
  readonly tickets = computed(() => this.state.value.tickets);
  /** Null until it has been loaded. */
  readonly catalogue = signal<DeskCatalogue | null>(null);
  /** `opening` until the desk has first arrived, then `ready` or `lost`. */
  readonly connection = signal<"opening" | "ready" | "lost">("opening");
  readonly selected = signal<string | null>(null);
  /** On a narrow screen: whether the details of the conversation are shown in its place. */
  readonly detailsInPlace = signal(false);
  /** Code of the answer whose record lies over the desk. */
  readonly shownAnswer = signal<string | null>(null);
  /** A refusal that belongs to no reply. */
  readonly problem = signal<Problem | null>(null);
  /** The conversation that the agent is passing on, giving back or closing, until the hub has done it. */
  readonly leaving = signal<string | null>(null);
  readonly pending: PendingFrames<Reply>;
  readonly drafts: Drafts;

  readonly #options: DeskOptions;
  readonly #link: Link;
  readonly #watching: Watching;
  readonly #marks: ReadMarks;
  readonly #tabs: Tabs;
  readonly #listeners = new Set<(news: News) => void>();
  #stopPulse: () => void = () => undefined;
  #typedAt = 0;
  #takesNext = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    const kept = `moien:console:${options.account}:`;
    this.pending = pendingReplies(`${kept}out:`);
    this.drafts = new Drafts(pageStorage("sessionStorage"), `${kept}draft:`, (id, draft) =>
      this.#tabs.drafted(id, draft),
    );
    this.#marks = new ReadMarks(pageStorage("localStorage"), `${kept}read`);
    this.#watching = new Watching(
      (frame) => this.#send(frame),
      (id) => this.#marks.get(id),
    );
    this.#tabs = new Tabs(
      kept,
      {
        read: (id, seq) => this.#watching.get(id)?.read(seq),
        drafted: (id, draft) => this.drafts.take(id, draft),
      },
      options.openChannel,
    );
    this.#link = new Link(
      options.url,
      {
        opened: () => undefined,
        received: (text) => this.#read(text),
        changed: (state) => {
          if (state !== "open") this.#disconnected();
        },
        pinged: () => this.#watching.pinged(),
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

  get conversations() {
    return this.#watching.conversations;
  }

  start(): void {
    this.#link.start();
    this.#stopPulse = startPulse(() => {
      if (this.#send({ type: "ping" })) this.#watching.pinged();
    });
  }

  stop(): void {
    this.#stopPulse();
    this.#tabs.close();
    this.#link.stop();
  }

  /** A call has found that nobody is signed in any more. */
  signedOut(): void {
    this.#options.signedOut();
  }

  /** Be told of what is new; returns how to stop that. */
  listen(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Do it in the one tab of this agent that is nearest, once for each `key`. */
  ring(key: string, nearness: Nearness, act: () => void): void {
    this.#tabs.ring(key, nearness, act);
  }

  select(conversation: string | null): void {
    this.selected.value = conversation;
    this.detailsInPlace.value = false;
    this.problem.value = null;
    this.#followWhatMatters();
  }

  /** After a conversation has ended: the next of one's own, those with something unread first. */
  moveOn(): void {
    const own = ownTickets(this.state.value).filter(({ conversation }) => conversation !== this.selected.value);
    const unread = own.find(({ conversation }) => (this.#watching.get(conversation)?.unread.value ?? 0) > 0);
    this.select((unread ?? own[0])?.conversation ?? null);
  }

  /** The agent sees everything that is there of a conversation. */
  markRead(conversation: string): void {
    const shown = this.#watching.get(conversation);
    if (!shown) return;
    const { seq } = shown.view.value;
    shown.read();
    this.#marks.set(conversation, seq);
    this.#tabs.read(conversation, seq);
  }

  setPresence(state: PresenceState, reason: PresenceReason | null = null): boolean {
    return this.act({ type: "presence", state, reason });
  }

  claim(ticket: string): void {
    this.act({ type: "claim", ticket });
  }

  /** Take whoever should be taken next; the conversation is shown as soon as the agent has it. */
  takeNext(): void {
    this.#takesNext = this.act({ type: "claim_next" });
  }

  /** Pass on, give back or close; once that is done the desk moves on to the next conversation of the agent. */
  end(frame: Extract<AgentFrame, { type: "transfer" | "give_back" | "close" }>): void {
    this.leaving.value = this.act(frame) ? frame.conversation : null;
  }

  /** False when there is no connection: the note then stays in the box. */
  note(conversation: string, text: string): boolean {
    return this.act({ type: "note", conversation, text });
  }

  /** `original`: what the agent wrote, where `text` is a translation of it. */
  say(conversation: string, text: string, original: Original | null = null): void {
    this.post(spoken(conversation, text, original));
  }

  /** What the citizen gets is kept until the hub has it. */
  post(frame: Reply): void {
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

  /** Any other action; false when there is no connection. A refusal stands in `problem`. */
  act(frame: AgentFrame): boolean {
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
        return this.#arrange(arranged(frame));
      case "desk_change":
        return this.#arrange(changed(this.state.value, frame));
      case "event":
        return this.#happened(frame);
      case "busy":
      case "typing":
      case "viewers":
        this.#watching.take(frame);
        return;
      case "erased":
        return this.#erased(frame.conversation);
      case "ack":
        return this.#acknowledged(frame.message_id, frame.seq);
      case "error":
        return this.#refused(frame.code, frame.message_id);
      case "pong":
        return this.#watching.ponged();
    }
  }

  #arrange(state: DeskState): void {
    const first = this.connection.value !== "ready";
    const before = this.state.value;
    this.#link.settled();
    this.connection.value = "ready";
    this.state.value = state;
    if (first || state.edition !== before.edition) this.#fetchCatalogue();
    if (first) {
      this.#watching.resume();
      this.#marks.keepOnly(new Set(state.tickets.map(({ conversation }) => conversation)));
    }
    this.#followWhatMatters();
    this.#leave();
    if (first) for (const { frame, failed } of this.pending.list.value) if (!failed) this.#send(frame);
    // What was there when the agent came is no news; what came while the connection was gone is.
    if (before.me !== null) for (const news of newsOf(before, state)) this.#tell(news);
  }

  #fetchCatalogue(): void {
    void fetchDeskCatalogue().then((outcome) => {
      if (outcome.done) this.catalogue.value = outcome.value;
    });
  }

  #happened(frame: Extract<AgentServerFrame, { type: "event" }>): void {
    const conversation = this.#watching.take(frame);
    if (!conversation) return;
    this.pending.settle(conversation.view.value, (reply) => reply.conversation === conversation.id);
    const { seq, data } = frame.event;
    if (data.kind !== "message" || data.author !== "citizen" || !conversation.wasComplete) return;
    const ticket = this.tickets.value.find((candidate) => candidate.conversation === conversation.id);
    if (ticket && isOwn(ticket)) {
      this.#tell({ kind: "message", key: `m:${conversation.id}:${seq}`, ticket, text: data.text });
    }
  }

  #tell(news: News): void {
    if (news.kind === "given" && this.#takesNext) {
      this.#takesNext = false;
      this.select(news.ticket.conversation);
    }
    for (const listener of this.#listeners) listener(news);
  }

  /** Conversations of the agent and the one on the screen; others leave the desk. */
  #followWhatMatters(): void {
    const wanted = new Set(this.tickets.value.filter(isOwn).map(({ conversation }) => conversation));
    if (this.selected.value !== null) wanted.add(this.selected.value);
    this.#watching.follow(wanted);
  }

  #leave(): void {
    const left = this.leaving.value;
    if (left === null || this.tickets.value.some((ticket) => ticket.conversation === left && isOwn(ticket))) return;
    this.leaving.value = null;
    if (this.selected.value === left) this.moveOn();
  }

  /** Nothing of it may be shown or kept here, nor what was about to be answered. */
  #erased(id: string): void {
    for (const { frame } of this.pending.list.value) {
      if (frame.conversation === id) this.pending.remove(frame.message_id);
    }
    this.drafts.set(id, { reply: "", note: "" });
    if (this.selected.value !== id) return;
    this.moveOn();
    this.problem.value = "unknown_ticket";
  }

  #acknowledged(messageId: string, seq: number): void {
    const conversation = this.#watching.get(this.pending.find(messageId)?.frame.conversation ?? null);
    this.pending.acknowledge(messageId, seq);
    if (conversation) this.pending.settle(conversation.view.value, (reply) => reply.conversation === conversation.id);
  }

  #refused(code: ErrorCode, messageId: string | null): void {
    if (code === "signed_out") return this.signedOut();
    if (messageId !== null && this.pending.find(messageId)) return this.pending.fail(messageId, code);
    this.problem.value = this.#takesNext && code === "unknown_ticket" ? "none_waiting" : code;
    this.#takesNext = false;
    this.leaving.value = null;
  }

  #disconnected(): void {
    if (this.connection.value === "ready") this.connection.value = "lost";
    this.#takesNext = false;
    this.leaving.value = null;
    this.#watching.disconnected();
  }
}
