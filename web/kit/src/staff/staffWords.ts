/** Wording that console and studio share. */
import type { Tables } from "../words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type StaffWords = typeof lb;

export const STAFF_WORDS: Tables<StaffWords> = { lb, fr, de, en };
