/** Jobs as the gateway reports them to staff: GET /api/staff/jobs, and what staff may do about one. */
import * as v from "valibot";
import { jobKind, jobState } from "@moien/kit/frames.ts";

const orNull = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, null);

/** One job (twin of `ListedJob` in channels/store/job_list.py); it carries nothing of what the citizen gave. */
const staffJob = v.object({
  id: v.string(),
  conversation: v.string(),
  service: v.string(),
  kind: jobKind,
  state: jobState,
  delayed: v.boolean(),
  /** A call broke off in the middle: the administration may have the application. */
  unsure: v.boolean(),
  /** The document that was applied for is there. */
  ready: v.boolean(),
  /** Whether it may still be called off. */
  cancellable: v.boolean(),
  attempts: v.number(),
  /** Attempts that came to no answer. */
  failures: v.number(),
  reference: orNull(v.string()),
  /** Reason of a rejection. */
  code: orNull(v.string()),
  /** Why it failed. */
  detail: orNull(v.string()),
  created_at: v.string(),
  updated_at: v.string(),
});

/** `after` asks for the page that follows; null at the end. */
const page = v.object({ jobs: v.array(staffJob), after: orNull(v.string()) });

export type StaffJob = v.InferOutput<typeof staffJob>;
export type JobsPage = v.InferOutput<typeof page>;

/** Which jobs; an empty text is any. */
export interface Wanted {
  state: string;
  service: string;
}

const ADDRESS = "/api/staff/jobs";

/** The newest jobs, or those after the place where an earlier page ended. */
export async function fetchJobs(wanted: Wanted, after: string | null): Promise<JobsPage | "signed_out" | "failed"> {
  const query = new URLSearchParams(Object.entries({ ...wanted, after: after ?? "" }).filter(([, value]) => value));
  try {
    const response = await fetch(`${ADDRESS}?${query}`);
    if (response.status === 401) return "signed_out";
    if (!response.ok) return "failed";
    const read = v.safeParse(page, await response.json());
    if (read.success) return read.output;
    console.error(`${ADDRESS}, at ${v.getDotPath(read.issues[0]) ?? "its top"}: ${read.issues[0].message}`);
    return "failed";
  } catch {
    return "failed";
  }
}

/** What came of it: done, or which of the refusals that have words of their own. */
export type Changed = "done" | "signed_out" | "too_late" | "unknown_job" | "failed";

export async function changeJob(job: string, change: "retry" | "cancel"): Promise<Changed> {
  try {
    const response = await fetch(`${ADDRESS}/${encodeURIComponent(job)}/${change}`, { method: "POST" });
    if (response.ok) return "done";
    const refusals: Record<number, Changed> = { 401: "signed_out", 404: "unknown_job", 409: "too_late" };
    return refusals[response.status] ?? "failed";
  } catch {
    return "failed";
  }
}
