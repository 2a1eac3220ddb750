/** All keys of the desk, and the switch that turns single keys off. */
import type { JSX } from "preact";
import { AssistHelp } from "./assist/AssistHelp.tsx";
import { useWords } from "./consoleWords.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { BINDINGS, type Command } from "./keys.ts";
import { Keys } from "./KeyMark.tsx";
import { SwitchRow } from "./SwitchRow.tsx";
import { useWorkplace } from "./workplace.ts";

export function Help(): JSX.Element {
  const { overlay, switches } = useWorkplace();
  const { keyboard } = useWords().words;
  const commands = new Map<Command, (readonly string[])[]>();
  for (const { command, shown } of BINDINGS) commands.set(command, [...(commands.get(command) ?? []), shown]);
  return (
    <Dialog wide heading={keyboard.heading} closed={() => (overlay.value = null)}>
      <p>{keyboard.about}</p>
      <SwitchRow
        label={keyboard.single}
        about={keyboard.single_about}
        on={switches.keys.on.value}
        set={(on) => switches.keys.set(on)}
      />
      <dl class="key-list">
        {[...commands].map(([command, ways]) => (
          <div key={command}>
            <dt>
              {ways.map((shown) => (
                <Keys key={shown.join()} shown={shown} />
              ))}
            </dt>
            <dd>{keyboard.commands[command]}</dd>
          </div>
        ))}
      </dl>
      <AssistHelp />
      <p class="about">{keyboard.numbers}</p>
    </Dialog>
  );
}
