/** The language of a citizen as a short mark; its name is there for screen readers and under the pointer. */
import type { JSX } from "preact";
import type { Language } from "@moien/kit/languages.ts";
import { useWords } from "./consoleWords.ts";

interface TongueProps {
  language: Language;
  /** Its name stands beside it. */
  named?: boolean;
}

export function Tongue({ language, named = false }: TongueProps): JSX.Element {
  const { kit } = useWords();
  const name = kit.language_names[language];
  return (
    <span class="tongue" title={name}>
      <span aria-hidden="true">{language.toUpperCase()}</span>
      {!named && <span class="unseen">{name}</span>}
    </span>
  );
}
