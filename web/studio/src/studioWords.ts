/** Wording of the studio, in the language of whoever works in it. */
import { kitWords, type KitWords } from "@moien/kit/kitWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import { STAFF_WORDS, type StaffWords } from "@moien/kit/staff/staffWords.ts";
import { useLanguage } from "@moien/kit/staff/StaffPage.tsx";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type StudioWords = typeof lb;

export const STUDIO_WORDS: Tables<StudioWords> = { lb, fr, de, en };

export function useWords(): { language: Language; words: StudioWords; kit: KitWords; staff: StaffWords } {
  const language = useLanguage();
  return { language, words: STUDIO_WORDS[language], kit: kitWords(language), staff: STAFF_WORDS[language] };
}

/** A word by a key that comes from outside; the key itself where there is none. */
export function wordFor(table: Record<string, string>, key: string): string {
  return Object.hasOwn(table, key) ? (table[key] ?? key) : key;
}
