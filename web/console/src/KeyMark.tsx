/** A key as it is written on the keyboard, in a help or beside what it does. */
import type { JSX } from "preact";
import { BINDINGS, type Command } from "./keys.ts";
import { useWorkplace } from "./workplace.ts";

export function Keys({ shown }: { shown: readonly string[] }): JSX.Element {
  return (
    <span class="keys">
      {shown.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}

/** Beside a button: the key that does the same, while keys are switched on. Screen readers find them in the help. */
export function KeyMark({ command }: { command: Command }): JSX.Element | null {
  const { switches } = useWorkplace();
  const binding = BINDINGS.find((candidate) => candidate.command === command);
  if (!binding || !switches.keys.on.value) return null;
  return (
    <span class="key-mark" aria-hidden="true">
      <Keys shown={binding.shown} />
    </span>
  );
}
