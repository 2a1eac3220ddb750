/** What the frame of a staff page lends to everything inside it: the language, and renewing the account. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../languages.ts";
import { STAFF_WORDS, type StaffWords } from "./staffWords.ts";

export const LanguageContext = createContext<Language>("lb");

/** Language of the page, chosen by whoever works at it; apart from the languages of conversations. */
export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useStaffWords(): StaffWords {
  return STAFF_WORDS[useLanguage()];
}

export const RenewContext = createContext<() => void>(() => undefined);

/** Asks the gateway anew who is signed in, after a change to the own account. */
export function useRenew(): () => void {
  return useContext(RenewContext);
}
