/** What is said in the scenes, in all four languages. */
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type ExampleWords = typeof lb;

export const EXAMPLE_WORDS: Tables<ExampleWords> = { lb, fr, de, en };
