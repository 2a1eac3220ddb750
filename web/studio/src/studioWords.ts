/** Wording of the studio, in the language of whoever works in it. */
import { usePageWords, type PageWords } from "@moien/kit/staff/frame.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type StudioWords = typeof lb;

export const STUDIO_WORDS: Tables<StudioWords> = { lb, fr, de, en };

export const useWords = (): PageWords<StudioWords> => usePageWords(STUDIO_WORDS);

/** A word by a key that comes from outside; the key itself where there is none. */
export function wordFor(table: Record<string, string>, key: string): string {
  return Object.hasOwn(table, key) ? (table[key] ?? key) : key;
}
