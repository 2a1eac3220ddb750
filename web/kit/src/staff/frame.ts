/** What the frame of a staff page lends to everything inside it: the language, and renewing the account. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { kitWords, type KitWords } from "../kitWords.ts";
import type { Language } from "../languages.ts";
import type { Tables } from "../words.ts";
import { STAFF_WORDS, type StaffWords } from "./staffWords.ts";

export const LanguageContext = createContext<Language>("lb");

/** Language of the page, chosen by whoever works at it; apart from the languages of conversations. */
export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useStaffWords(): StaffWords {
  return STAFF_WORDS[useLanguage()];
}

/** What a page says, in the language of the page: its own words, those of all staff pages, and those of all pages. */
export interface PageWords<Words> {
  language: Language;
  words: Words;
  staff: StaffWords;
  kit: KitWords;
}

export function usePageWords<Words>(tables: Tables<Words>): PageWords<Words> {
  const language = useLanguage();
  return { language, words: tables[language], staff: STAFF_WORDS[language], kit: kitWords(language) };
}

export const RenewContext = createContext<() => void>(() => undefined);

/** Asks the gateway anew who is signed in, after a change to the own account. */
export function useRenew(): () => void {
  return useContext(RenewContext);
}
