/** Wording of the console, in the language of the agent. */
import { useLanguage } from "@moien/kit/staff/StaffPage.tsx";
import { kitWords, type KitWords } from "@moien/kit/kitWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type ConsoleWords = typeof lb;

export const CONSOLE_WORDS: Tables<ConsoleWords> = { lb, fr, de, en };

export function useWords(): { language: Language; words: ConsoleWords; kit: KitWords } {
  const language = useLanguage();
  return { language, words: CONSOLE_WORDS[language], kit: kitWords(language) };
}
