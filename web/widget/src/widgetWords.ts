/** Wording of the widget. */
import type { Tables } from "@moien/kit/words.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

export type WidgetWords = typeof lb;

export const WIDGET_WORDS: Tables<WidgetWords> = { lb, fr, de, en };
