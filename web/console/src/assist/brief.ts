/** The brief of a ticket over REST: what it is about, what the citizen tried, which pages they were shown. */
import * as v from "valibot";
import { citation, jobState } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { call, query, type Outcome } from "@moien/kit/staff/calls.ts";

export const OUTCOMES = ["answered", "related", "unknown", "form", "job", "small_talk", "not_understood"] as const;

/** Twin of what GET /api/staff/tickets/{ticket}/brief answers (channels/assist). */
const brief = v.object({
  tried: v.array(v.object({ question: v.string(), outcome: v.picklist(OUTCOMES) })),
  sources: v.array(citation),
  /** `model` is null where the lines quote the citizen. */
  summary: v.object({ lines: v.array(v.string()), model: v.nullish(v.string(), null) }),
  fields: v.record(v.string(), v.string()),
  jobs: v.array(v.object({ service: v.string(), state: jobState, reference: v.nullish(v.string(), null) })),
});

export type BriefShown = v.InferOutput<typeof brief>;

export function fetchBrief(ticket: string, language: Language): Promise<Outcome<BriefShown>> {
  return call(`/api/staff/tickets/${encodeURIComponent(ticket)}/brief${query({ language })}`, brief);
}
