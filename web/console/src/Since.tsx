/** A stopwatch: how long it has been since something began. A leaf of its own, so that nothing around it ticks. */
import type { JSX } from "preact";
import { useWords } from "./consoleWords.ts";
import { clock, useSecond, waited } from "./waiting.ts";

export function Since({ at }: { at: string }): JSX.Element {
  const { words } = useWords();
  const now = useSecond();
  return (
    <span class="since">
      <span class="unseen">{waited(words.time, at, now)}</span>
      <span aria-hidden="true">{clock(words.time, at, now)}</span>
    </span>
  );
}
