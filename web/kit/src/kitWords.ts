/** Wording that all pages share. */
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";
import type { Tables } from "./words.ts";

export type KitWords = typeof lb;

export const KIT_WORDS: Tables<KitWords> = { lb, fr, de, en };
