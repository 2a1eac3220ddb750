/** Earlier conversations as the gateway finds them: GET /api/staff/conversations. */
import * as v from "valibot";
import { language, nullable } from "@moien/kit/events.ts";
import { call, query, type Outcome } from "@moien/kit/staff/calls.ts";

/** A conversation that was handed over to staff at least once. */
const found = v.object({
  conversation: v.string(),
  language,
  service: nullable(v.string()),
  opened_at: v.string(),
  closed_at: nullable(v.string()),
  agent: nullable(v.string()),
  /** Id of the wrap-up code. */
  wrap_up: nullable(v.string()),
  /** Where the words were found; the beginning where none were asked for. */
  snippet: v.string(),
});

/** `before` asks for the page that follows; null at the end. */
const page = v.object({ conversations: v.array(found), before: nullable(v.string()) });

export type FoundConversation = v.InferOutput<typeof found>;
export type FoundPage = v.InferOutput<typeof page>;

/** What is searched for; an empty text is anything. */
export interface Sought {
  query: string;
  language: string;
}

export function searchConversations(sought: Sought, before: string | null): Promise<Outcome<FoundPage>> {
  return call(`/api/staff/conversations${query({ ...sought, before })}`, page);
}

/** A text in pieces: those in which a word of the query stands, and the rest. Capitals do not count. */
export function marked(text: string, sought: string): { text: string; hit: boolean }[] {
  const words = sought.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return [{ text, hit: false }];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text
    .split(new RegExp(`(${escaped.join("|")})`, "giu"))
    .map((piece, index) => ({ text: piece, hit: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}
