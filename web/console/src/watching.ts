/** The conversations that the console follows: which those are, and what the hub says about each. */
import { signal } from "@moien/kit/signals.ts";
import type { AgentFrame, AgentServerFrame } from "@moien/kit/agentFrames.ts";
import { WatchedConversation } from "./conversation.ts";

type About = Extract<AgentServerFrame, { type: "event" | "busy" | "typing" | "viewers" }>;

export class Watching {
  readonly conversations = signal<ReadonlyMap<string, WatchedConversation>>(new Map());
  readonly #send: (frame: AgentFrame) => boolean;
  readonly #readUpTo: (conversation: string) => number;
  /** Pings and pongs of this connection: the hub answers in order, so the answer to each is known by its number. */
  #pings = 0;
  #pongs = 0;
  readonly #asked = new Map<string, number>();

  constructor(send: (frame: AgentFrame) => boolean, readUpTo: (conversation: string) => number) {
    this.#send = send;
    this.#readUpTo = readUpTo;
  }

  get(conversation: string | null): WatchedConversation | undefined {
    return conversation === null ? undefined : this.conversations.value.get(conversation);
  }

  /** Follow these and no others. */
  follow(wanted: ReadonlySet<string>): void {
    const kept = new Map<string, WatchedConversation>();
    for (const [id, conversation] of this.conversations.value) {
      if (wanted.has(id)) kept.set(id, conversation);
      else this.#send({ type: "unwatch", conversation: id });
    }
    const fresh = [...wanted]
      .filter((id) => !kept.has(id))
      .map((id) => new WatchedConversation(id, this.#readUpTo(id)));
    if (fresh.length === 0 && kept.size === this.conversations.value.size) return;
    for (const conversation of fresh) kept.set(conversation.id, conversation);
    this.conversations.value = kept;
    for (const conversation of fresh) this.#watch(conversation);
  }

  /** On a new connection: ask for what each log lacks. */
  resume(): void {
    for (const conversation of this.conversations.value.values()) this.#watch(conversation);
  }

  /** What the hub says about one of them; anything about others is no longer wanted. */
  take(frame: About): WatchedConversation | undefined {
    const id = frame.type === "event" ? frame.event.conversation : (frame.conversation ?? "");
    const conversation = this.get(id);
    if (!conversation) return undefined;
    switch (frame.type) {
      case "event":
        if (!conversation.append(frame.event)) this.#watch(conversation);
        break;
      case "busy":
        conversation.busy.value = frame.busy;
        break;
      case "viewers":
        conversation.viewers.value = frame.names;
        break;
      case "typing":
        conversation.citizenTypes.raise();
        break;
    }
    return conversation;
  }

  /** A ping has been sent on this connection. */
  pinged(): void {
    this.#pings += 1;
  }

  /** The hub has answered the next ping: whoever asked for a log before it gets that log now. */
  ponged(): void {
    this.#pongs += 1;
    for (const [id, ping] of this.#asked) {
      if (this.#pongs < ping) continue;
      this.#asked.delete(id);
      this.get(id)?.answered();
    }
  }

  disconnected(): void {
    this.#pings = this.#pongs = 0;
    this.#asked.clear();
    for (const conversation of this.conversations.value.values()) conversation.disconnected();
  }

  #watch(conversation: WatchedConversation): void {
    this.#send({ type: "watch", conversation: conversation.id, last_seq: conversation.view.value.seq });
    if (!this.#send({ type: "ping" })) return;
    this.pinged();
    this.#asked.set(conversation.id, this.#pings);
  }
}
