/** Wording of requests by letter. */
import { usePageWords, type PageWords } from "@moien/kit/staff/frame.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type PrivacyWords = typeof lb;

export const PRIVACY_WORDS: Tables<PrivacyWords> = { lb, fr, de, en };

export const usePrivacyWords = (): PageWords<PrivacyWords> => usePageWords(PRIVACY_WORDS);

/** Why the gateway did not do something. */
export function refusalOf({ words, staff }: PageWords<PrivacyWords>, code: string): string {
  const { refused } = words;
  return code in refused ? refused[code as keyof PrivacyWords["refused"]] : staff.not_done;
}
