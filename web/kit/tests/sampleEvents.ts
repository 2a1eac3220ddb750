/** Events for unit tests, short to write. */
import type { FieldPrompt, ShownEvent } from "../src/frames.ts";

type Data = ShownEvent["data"];

export function event(seq: number, data: Data): ShownEvent {
  return { conversation: "c", seq, at: `2026-11-23T08:00:${String(seq % 60).padStart(2, "0")}Z`, data };
}

export function message(change: Partial<Extract<Data, { kind: "message" }>> = {}): Data {
  return {
    kind: "message",
    author: "bot",
    text: "Moien",
    language: "lb",
    origin: "rule",
    message_id: null,
    agent: null,
    citations: [],
    buttons: [],
    field: null,
    summary: [],
    code: null,
    model: null,
    login: null,
    document: null,
    original: null,
    easy: null,
    ...change,
  };
}

export function owner(change: Partial<Extract<Data, { kind: "owner" }>> = {}): Data {
  return { kind: "owner", owner: "queue", reason: "asked", agent: null, bot: false, ...change };
}

export function job(change: Partial<Extract<Data, { kind: "job" }>> = {}): Data {
  return {
    kind: "job",
    job: "j",
    service: "residence_certificate",
    state: "queued",
    reference: null,
    job_kind: "file",
    delayed: false,
    cancellable: false,
    undoable: false,
    document: null,
    ...change,
  };
}

export const FIELD: FieldPrompt = {
  service: "residence_certificate",
  name: "national_id",
  type: "national_id",
  label: "National Nummer",
  choices: [],
  step: 1,
  steps: 4,
  problem: false,
};
