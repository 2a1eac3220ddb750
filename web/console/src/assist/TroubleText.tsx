/** Why there is no translation, and what the machine changed. */
import type { JSX } from "preact";
import { fill } from "@moien/kit/words.ts";
import { useAssistWords, type AssistWords } from "./assistWords.ts";
import type { Trouble } from "./translations.ts";

export function TroubleText({ trouble: { code, names } }: { trouble: Trouble }): JSX.Element {
  const { texts } = useAssistWords();
  return (
    <span class="trouble">
      {troubleText(texts, code)}
      {names.length > 0 && <strong> {fill(texts.trouble.names, { names: names.join(" · ") })}</strong>}
    </span>
  );
}

function troubleText({ trouble }: AssistWords, code: string): string {
  return code in trouble && code !== "names" ? trouble[code as keyof typeof trouble] : trouble.failed;
}
