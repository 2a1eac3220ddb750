/** Wording of accounts and audit log. */
import { usePageWords, type PageWords } from "@moien/kit/staff/frame.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type AccountsWords = typeof lb;

const WORDS: Tables<AccountsWords> = { lb, fr, de, en };

export const useAccountsWords = (): PageWords<AccountsWords> => usePageWords(WORDS);

/** Why the gateway did not do something, as far as that has words of its own. */
export function refusal({ refused }: AccountsWords, code: string): string | null {
  return code in refused ? refused[code as keyof AccountsWords["refused"]] : null;
}
