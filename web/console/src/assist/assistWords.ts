/** Wording of what helps agents write: replies, translations, files, forms, the brief, proposals. */
import { useLanguage } from "@moien/kit/staff/frame.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type AssistWords = typeof lb;

export const ASSIST_WORDS: Tables<AssistWords> = { lb, fr, de, en };

export function useAssistWords(): { language: Language; texts: AssistWords } {
  const language = useLanguage();
  return { language, texts: ASSIST_WORDS[language] };
}
