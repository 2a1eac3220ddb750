/** What the understanding decided about a text, as one of a few ways on; and shares as they are written. */
import type { Language } from "@moien/kit/languages.ts";
import type { Sight, Tried } from "./schemas.ts";

export type Way = "acted" | "asked" | "fell_back" | "out_of_scope" | "empty" | "other_language" | "danger";

const WAYS: Record<string, Way> = {
  nlu_ask: "asked",
  nlu_fallback: "fell_back",
  nlu_harmless: "fell_back",
  nlu_empty: "empty",
  nlu_other_language: "other_language",
  out_of_scope: "out_of_scope",
  crisis_suicide: "danger",
  crisis_violence: "danger",
  crisis_emergency: "danger",
};

/** A text in a fifth language is answered as such, unless it was a cry for help. */
export function wayOf(sight: Sight, tried: Pick<Tried, "heard">): Way {
  const way = WAYS[sight.intent] ?? "acted";
  return tried.heard?.other_language && way !== "danger" ? "other_language" : way;
}

/** Whole per cent, with the blank that the language wants before the sign. */
export function percent(share: number, language: Language): string {
  const number = Math.round(100 * share);
  return language === "en" ? `${number}%` : `${number}\u00a0%`;
}
