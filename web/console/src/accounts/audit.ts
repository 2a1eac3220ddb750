/** The audit log as administrators read it: GET /api/staff/audit. */
import * as v from "valibot";
import { call, query, type Outcome } from "@moien/kit/staff/calls.ts";

/** Twin of `Action` in channels/staff/audit.py, in the order in which they can be chosen. */
export const ACTIONS = [
  "signed_in",
  "sign_in_failed",
  "signed_out",
  "session_ended",
  "sessions_ended",
  "account_added",
  "account_changed",
  "account_reset",
  "invitation_accepted",
  "password_changed",
  "second_factor_on",
  "second_factor_off",
  "second_factor_removed",
  "ticket_claimed",
  "ticket_transferred",
  "conversation_closed",
  "conversation_given_back",
  "conversation_viewed",
  "callback_claimed",
  "callback_ended",
  "service_started",
  "job_retried",
  "job_cancelled",
  "history_searched",
  "proposal_made",
  "proposal_changed",
  "file_sent",
  "draft_saved",
  "draft_discarded",
  "file_going",
  "review_submitted",
  "review_withdrawn",
  "review_returned",
  "review_approved",
  "review_stopped",
  "trial_begun",
  "trial_cancelled",
  "call_rehearsed",
  "release_found",
  "release_published",
  "release_restored",
  "restoring_begun",
  "backup_restored",
  "inbox_assigned",
  "inbox_ignored",
  "person_looked_up",
  "person_exported",
  "conversation_erased",
  "service_paused",
  "service_resumed",
  "switched_off",
  "switched_on",
  "audit_cut",
] as const;

export type Action = (typeof ACTIONS)[number];

const detail = v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.string())]);

const entry = v.object({
  number: v.number(),
  at: v.string(),
  /** What they sign in with; empty for somebody who is not signed in. */
  actor: v.string(),
  action: v.string(),
  target: v.string(),
  detail: v.record(v.string(), detail),
});

const page = v.object({
  entries: v.array(entry),
  /** Asks for older ones; null at the end. */
  before: v.nullable(v.number()),
  /** Whether no entry of the whole log was changed or taken out. */
  intact: v.boolean(),
});

export type Entry = v.InferOutput<typeof entry>;
export type AuditPage = v.InferOutput<typeof page>;

/** Which entries; an empty text is any. */
export interface Wanted {
  actor: string;
  action: string;
}

export async function fetchAudit(wanted: Wanted, before: number | null): Promise<Outcome<AuditPage>> {
  return call(`/api/staff/audit${query({ ...wanted, before: before === null ? null : String(before) })}`, page);
}
