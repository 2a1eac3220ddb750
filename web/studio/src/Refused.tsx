/** Why something was not done: in the reader's language, with the gateway's own explanation below it. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords, wordFor } from "./studioWords.ts";

export interface Refusal {
  code: string;
  detail?: string | undefined;
}

export function Refused({ refusal }: { refusal: Refusal | null }): JSX.Element {
  const { words, staff } = useWords();
  return (
    <div class="notice-bad" role="alert">
      {refusal !== null && (
        <>
          <p class="refused">
            <Icon name="alert" />
            {Object.hasOwn(words.refused, refusal.code) ? wordFor(words.refused, refusal.code) : staff.not_done}
          </p>
          {refusal.detail && <p lang="en">{refusal.detail}</p>}
        </>
      )}
    </div>
  );
}
