/** What every component of the panel needs: the session, and the wording of the language it speaks right now. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { KIT_WORDS, type KitWords } from "@moien/kit/kitWords.ts";
import type { Language } from "@moien/kit/languages.ts";
import type { Session } from "./session.ts";
import { WIDGET_WORDS, type WidgetWords } from "./widgetWords.ts";

export const SessionContext = createContext<Session | null>(null);

export interface Speech {
  session: Session;
  language: Language;
  words: WidgetWords;
  kit: KitWords;
}

export function useSpeech(): Speech {
  const session = useContext(SessionContext);
  if (!session) throw new Error("a component of the panel stands outside SessionContext");
  const language = session.language.value;
  return { session, language, words: WIDGET_WORDS[language], kit: KIT_WORDS[language] };
}
