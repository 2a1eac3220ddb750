/** How an answer to free text came about, as the gateway reports it: GET /api/staff/answers/{code}. */
import * as v from "valibot";
import { citation, origin } from "@moien/kit/frames.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";

const language = v.picklist(LANGUAGES);
const orNull = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, null);

const step = v.object({ step: v.string(), status: v.string(), milliseconds: v.number() });

const passage = v.object({
  page: v.string(),
  language,
  /** What it is about; empty for the summary of a page. */
  heading: v.string(),
  version: v.string(),
  text: v.string(),
  link: v.string(),
  /** ISO date. */
  checked: v.string(),
});

const given = v.object({
  standing: v.picklist(["answered", "related", "unknown", "routed"]),
  /** In the Markdown subset of messages; empty unless answered. */
  text: v.string(),
  origin,
  citations: v.array(citation),
  services: v.array(v.string()),
  /** The bot's own response that was given instead. */
  intent: orNull(v.string()),
  /** Language of the text where it is not the citizen's. */
  source_language: orNull(language),
  model: orNull(v.string()),
});

/** Twin of `AnswerRecord` in contracts/answers.py. */
export const answerRecord = v.object({
  code: v.string(),
  /** As it was searched for, personal data masked. */
  question: v.string(),
  language,
  steps: v.array(step),
  /** Probability (0 to 1) that the best page answers the question. */
  confidence: v.number(),
  passages: v.array(passage),
  /** Language model that was asked, also where its answer was not shown. */
  model: orNull(v.string()),
  /** What was wrong with its drafts: `kind: which claim or value`. */
  faults: v.array(v.string()),
  answer: given,
});

const storedAnswer = v.object({ at: v.string(), record: answerRecord });

export type AnswerRecord = v.InferOutput<typeof answerRecord>;
export type UsedPassage = v.InferOutput<typeof passage>;
export type StoredAnswer = v.InferOutput<typeof storedAnswer>;

export type Found = { answer: StoredAnswer } | { problem: "signed_out" | "unknown" | "failed" };

/** The code that a person means (`ABCD-2345`), however they set capitals, blanks and dashes; null if it cannot be one. */
export function codeOf(written: string): string | null {
  const signs = written.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  return /^[A-Z0-9]{8}$/.test(signs) ? `${signs.slice(0, 4)}-${signs.slice(4)}` : null;
}

export async function fetchAnswer(code: string): Promise<Found> {
  const address = `/api/staff/answers/${encodeURIComponent(code)}`;
  try {
    const response = await fetch(address);
    if (response.status === 401) return { problem: "signed_out" };
    if (response.status === 404) return { problem: "unknown" };
    if (!response.ok) return { problem: "failed" };
    const body: unknown = await response.json();
    const read = v.safeParse(storedAnswer, body);
    if (read.success) return { answer: read.output };
    console.error(`${address}, at ${v.getDotPath(read.issues[0]) ?? "its top"}: ${read.issues[0].message}`);
    return { problem: "failed" };
  } catch {
    return { problem: "failed" };
  }
}
