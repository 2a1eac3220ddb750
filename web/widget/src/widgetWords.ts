/** Wording of the widget: the words of a language are fetched when somebody speaks it. */
import { addKitWords, type KitWords } from "@moien/kit/kitWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { Tables } from "@moien/kit/words.ts";
import type lb from "./words/lb.json";

export type WidgetWords = typeof lb;

const FILES: Tables<() => Promise<{ default: { kit: KitWords; words: WidgetWords } }>> = {
  lb: () => import("./speech/lb.ts"),
  fr: () => import("./speech/fr.ts"),
  de: () => import("./speech/de.ts"),
  en: () => import("./speech/en.ts"),
};

const loaded: Partial<Tables<WidgetWords>> = {};

/** Fetch the words of a language, once; rejects where the gateway cannot be reached. */
export async function loadWords(language: Language): Promise<void> {
  if (loaded[language]) return;
  const { kit, words } = (await FILES[language]()).default;
  addKitWords({ [language]: kit });
  loaded[language] = words;
}

/** The words of a language; those of another one while its own are not here. Throws where none are. */
export function widgetWords(language: Language): WidgetWords {
  const words = loaded[language] ?? Object.values(loaded)[0];
  if (!words) throw new Error("no words have been loaded: wait for loadWords before drawing");
  return words;
}
