/** Wording of requests by letter. */
import { kitWords, type KitWords } from "@moien/kit/kitWords.ts";
import { useLanguage } from "@moien/kit/staff/frame.ts";
import { STAFF_WORDS, type StaffWords } from "@moien/kit/staff/staffWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type PrivacyWords = typeof lb;

export const PRIVACY_WORDS: Tables<PrivacyWords> = { lb, fr, de, en };

interface Words {
  language: Language;
  words: PrivacyWords;
  staff: StaffWords;
  kit: KitWords;
}

export function usePrivacyWords(): Words {
  const language = useLanguage();
  return { language, words: PRIVACY_WORDS[language], staff: STAFF_WORDS[language], kit: kitWords(language) };
}

/** Why the gateway did not do something. */
export function refusalOf({ words, staff }: Words, code: string): string {
  const { refused } = words;
  return code in refused ? refused[code as keyof PrivacyWords["refused"]] : staff.not_done;
}
