/** The few words of the launcher in all languages: they are there before anything is fetched. */
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export const LAUNCHER_WORDS: Tables<typeof lb> = { lb, fr, de, en };
