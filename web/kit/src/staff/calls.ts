/** Calls of the staff's REST routes: one way to ask, answers checked against a schema, refusals by their code. */
import * as v from "valibot";

/**
 * What came of a call. `code` is the gateway's, or `failed` where there is no usable answer at all; `detail` is in English,
 * for programs and for whoever looks for a fault.
 */
export type Outcome<T> = { done: true; value: T } | { done: false; code: string; detail?: string };

export interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Gives the call up; its outcome is then `failed`. */
  signal?: AbortSignal;
  /** A status that is no refusal: its answer fits the schema like that of a success. */
  also?: number;
}

const refusal = v.object({ code: v.string(), detail: v.optional(v.string(), "") });

/** Ask the gateway; an answer that does not fit the schema counts as none, and says so in the browser's console. */
export async function call<S extends v.GenericSchema>(
  address: string,
  schema: S,
  { method = "GET", body, signal, also }: Call = {},
): Promise<Outcome<v.InferOutput<S>>> {
  try {
    const response = await fetch(address, initOf(method, body, signal));
    const text = await response.text();
    const answer: unknown = text === "" ? null : JSON.parse(text);
    if (!response.ok && response.status !== also) return refused(response.status, answer);
    const read = v.safeParse(schema, answer);
    if (read.success) return { done: true, value: read.output };
    console.error(`${address}, at ${v.getDotPath(read.issues[0]) ?? "its top"}: ${read.issues[0].message}`);
  } catch {
    // No network, or an answer that is no JSON, as of a proxy in between.
  }
  return { done: false, code: "failed" };
}

/** Ask the gateway for a file. */
export async function callFile(address: string, { method = "GET", body, signal }: Call = {}): Promise<Outcome<Blob>> {
  try {
    const response = await fetch(address, initOf(method, body, signal));
    if (response.ok) return { done: true, value: await response.blob() };
    return refused(response.status, JSON.parse(await response.text()));
  } catch {
    // As above.
    return { done: false, code: "failed" };
  }
}

function initOf(method: string, body: unknown, signal: AbortSignal | undefined): RequestInit {
  const init: RequestInit = { method };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  return init;
}

function refused(status: number, answer: unknown): { done: false; code: string; detail?: string } {
  const read = v.safeParse(refusal, answer);
  if (!read.success) return { done: false, code: codeOf(status) };
  const { code, detail } = read.output;
  return detail === "" ? { done: false, code } : { done: false, code, detail };
}

/** Where nothing but the status is known. */
function codeOf(status: number): string {
  if (status === 401) return "signed_out";
  if (status === 429) return "too_fast";
  return "failed";
}

/** For routes whose answer says nothing. */
export const nothing = v.unknown();

/** A query from what is chosen; what is empty is left out. */
export function query(chosen: Record<string, string | null>): string {
  const kept = Object.entries(chosen).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return kept.length === 0 ? "" : `?${new URLSearchParams(kept)}`;
}
