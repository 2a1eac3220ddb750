/** Wording of overview and history. */
import { useLanguage } from "@moien/kit/staff/frame.ts";
import { STAFF_WORDS, type StaffWords } from "@moien/kit/staff/staffWords.ts";
import { kitWords, type KitWords } from "@moien/kit/kitWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type SupervisionWords = typeof lb;

export const SUPERVISION_WORDS: Tables<SupervisionWords> = { lb, fr, de, en };

interface Words {
  language: Language;
  words: SupervisionWords;
  staff: StaffWords;
  kit: KitWords;
}

export function useSupervisionWords(): Words {
  const language = useLanguage();
  return {
    language,
    words: SUPERVISION_WORDS[language],
    staff: STAFF_WORDS[language],
    kit: kitWords(language),
  };
}
