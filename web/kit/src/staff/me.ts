/** What people change of their own account: password, second factor, sessions. */
import * as v from "valibot";
import { call, nothing, type Outcome } from "./calls.ts";

const ME = "/api/staff/me";

const session = v.object({
  id: v.string(),
  /** What the browser calls itself, shortened. */
  browser: v.string(),
  created_at: v.string(),
  seen_at: v.string(),
  /** The session of this very call. */
  current: v.boolean(),
});

const sessions = v.object({ sessions: v.array(session) });

export type Session = v.InferOutput<typeof session>;

const newFactor = v.object({
  /** Base32, for those who cannot scan the picture. */
  secret: v.string(),
  uri: v.string(),
  /** An SVG. */
  qr: v.string(),
});

export type NewFactor = v.InferOutput<typeof newFactor>;

export async function changePassword(before: string, chosen: string): Promise<Outcome<unknown>> {
  return call(`${ME}/password`, nothing, { method: "POST", body: { old: before, new: chosen } });
}

/** Makes a secret; it counts only once a code of it was confirmed. */
export async function beginSecondFactor(): Promise<Outcome<NewFactor>> {
  return call(`${ME}/second-factor`, newFactor, { method: "POST" });
}

export async function confirmSecondFactor(code: string): Promise<Outcome<unknown>> {
  return call(`${ME}/second-factor`, nothing, { method: "PUT", body: { code } });
}

export async function removeSecondFactor(code: string): Promise<Outcome<unknown>> {
  return call(`${ME}/second-factor`, nothing, { method: "DELETE", body: { code } });
}

export async function fetchSessions(): Promise<Outcome<Session[]>> {
  const outcome = await call(`${ME}/sessions`, sessions);
  return outcome.done ? { done: true, value: outcome.value.sessions } : outcome;
}

/** Ends one session, or all but this one. */
export async function endSessions(id: string | null): Promise<Outcome<unknown>> {
  const address = id === null ? `${ME}/sessions` : `${ME}/sessions/${encodeURIComponent(id)}`;
  return call(address, nothing, { method: "DELETE" });
}
