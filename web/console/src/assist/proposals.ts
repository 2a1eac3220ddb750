/** Answers of agents that the bot should have known: proposed to the service owners, each once. */
import { signal } from "@moien/kit/signals.ts";
import * as v from "valibot";
import { pageStorage } from "@moien/kit/outbox.ts";
import { call } from "@moien/kit/staff/calls.ts";
import { KeptSet } from "./keptSet.ts";

export type ProposalStanding = "none" | "sending" | "proposed" | "failed";

export class Proposals {
  readonly #made = new KeptSet(pageStorage("localStorage"), "moien:console:proposed", 500);
  readonly #moving = signal<ReadonlyMap<string, "sending" | "failed">>(new Map());

  constructor(private readonly signedOut: () => void) {}

  /** A component that reads it is shown anew when it changes. */
  standing(conversation: string, seq: number): ProposalStanding {
    const key = keyOf(conversation, seq);
    return this.#made.has(key) ? "proposed" : (this.#moving.value.get(key) ?? "none");
  }

  async propose(conversation: string, seq: number): Promise<void> {
    const key = keyOf(conversation, seq);
    if (this.standing(conversation, seq) === "sending") return;
    this.#put(key, "sending");
    const body = { conversation, seq };
    const outcome = await call("/api/staff/proposals", v.object({ id: v.string() }), { method: "POST", body });
    if (outcome.done) this.#made.set(key, true);
    else if (outcome.code === "signed_out") this.signedOut();
    this.#put(key, outcome.done ? null : "failed");
  }

  #put(key: string, standing: "sending" | "failed" | null): void {
    const moving = new Map(this.#moving.peek());
    if (standing === null) moving.delete(key);
    else moving.set(key, standing);
    this.#moving.value = moving;
  }
}

function keyOf(conversation: string, seq: number): string {
  return `${conversation}:${seq}`;
}
