/** The calls of /api/staff/studio/trials: begin and watch a trial, talk to its draft, wait for what came of a call. */
import { call, type Outcome } from "@moien/kit/staff/calls.ts";
import type { Language } from "@moien/kit/languages.ts";
import * as shapes from "./schemas.ts";

const ADDRESS = "/api/staff/studio/trials";
const at = (trial: string, rest = "") => `${ADDRESS}/${encodeURIComponent(trial)}${rest}`;

/** How a call that nobody answered is supposed to have ended. */
export type Supposed = "succeeded" | "rejected" | "failed";

/** What somebody who tries a draft does. */
export type Given =
  | { type: "text"; text: string }
  | { type: "press"; title: string; intent: string; entities: Record<string, string> }
  | { type: "file"; name: string }
  | { type: "login" }
  | { type: "call"; call: string; service: string; field: string | null; supposed?: Supposed };

/** The same turn of the same conversation twice gives the same reply. */
export interface Attempt {
  conversation: string;
  turn: string;
  language: Language;
  reason: shapes.LanguageReason;
  identity: Record<string, string> | null;
  input: Given;
}

export function beginDraftTrial(paths: readonly string[]): Promise<Outcome<shapes.DraftTrial>> {
  return call(ADDRESS, shapes.draftTrial, { method: "POST", body: { paths } });
}

export function fetchDraftTrial(trial: string): Promise<Outcome<shapes.DraftTrial>> {
  return call(at(trial), shapes.draftTrial);
}

export function cancelDraftTrial(trial: string): Promise<Outcome<shapes.DraftTrial>> {
  return call(at(trial), shapes.draftTrial, { method: "DELETE" });
}

export function takeTurn(trial: string, attempt: Attempt): Promise<Outcome<shapes.Tried>> {
  return call(at(trial, "/turns"), shapes.tried, { method: "POST", body: attempt });
}

/** Answers after some seconds also where the call is still on its way. */
export function waitForCall(trial: string, id: string): Promise<Outcome<shapes.CallView>> {
  return call(at(trial, `/calls/${encodeURIComponent(id)}`), shapes.callView);
}
