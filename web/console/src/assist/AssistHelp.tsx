/** The keys of what helps to write, in the list of all keys. */
import type { JSX } from "preact";
import { Keys } from "../KeyMark.tsx";
import { useAssistWords } from "./assistWords.ts";
import { ASSIST_BINDINGS } from "./keys.ts";

export function AssistHelp(): JSX.Element {
  const { keyboard } = useAssistWords().texts;
  return (
    <>
      <h3>{keyboard.heading}</h3>
      <dl class="key-list assist">
        {ASSIST_BINDINGS.map(({ command, shown }) => (
          <div key={command}>
            <dt>
              <Keys shown={shown} />
            </dt>
            <dd>{keyboard.commands[command]}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
