/** Wording of overview and history. */
import { usePageWords, type PageWords } from "@moien/kit/staff/frame.ts";
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type SupervisionWords = typeof lb;

export const SUPERVISION_WORDS: Tables<SupervisionWords> = { lb, fr, de, en };

export const useSupervisionWords = (): PageWords<SupervisionWords> => usePageWords(SUPERVISION_WORDS);
