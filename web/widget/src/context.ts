/** What every component of the panel needs: the session, and the wording of the language it speaks right now. */
import type { ReadonlySignal } from "@moien/kit/signals.ts";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { kitWords, type KitWords } from "@moien/kit/kitWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { EasyLanguage } from "./easy.ts";
import type { Session } from "./session.ts";
import { widgetWords, type WidgetWords } from "./widgetWords.ts";

export interface Surroundings {
  session: Session;
  /** The language of the conversation, as soon as its words are here; until then the one before. */
  spoken: ReadonlySignal<Language>;
  easy: EasyLanguage;
}

export const SessionContext = createContext<Surroundings | null>(null);

export interface Speech {
  session: Session;
  easy: EasyLanguage;
  language: Language;
  words: WidgetWords;
  kit: KitWords;
}

export function useSpeech(): Speech {
  const found = useContext(SessionContext);
  if (!found) throw new Error("a component of the panel stands outside SessionContext");
  const { session, spoken, easy } = found;
  const language = spoken.value;
  return { session, easy, language, words: widgetWords(language), kit: kitWords(language) };
}
