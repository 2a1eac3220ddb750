/** The buttons beside the box: prepared replies, a file, a form, a translation. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { useWorkplace } from "../workplace.ts";
import { ASSIST_BINDINGS, type AssistCommand } from "./keys.ts";
import { useAssistWords } from "./assistWords.ts";
import { ACCEPTED } from "./uploads.ts";

interface ToolsProps {
  /** What is possible now. */
  acts: Partial<Record<AssistCommand, () => void>>;
  /** What the translation button says, and whether the reply is translated. */
  translation: { label: string; on: boolean };
  picking: boolean;
  attach: (files: File[]) => void;
  /** Given the way to choose a file, for the key. */
  chooser: { current: (() => void) | null };
}

export function Tools({ acts, translation, picking, attach, chooser }: ToolsProps): JSX.Element {
  const { tools } = useAssistWords().texts;
  const input = useRef<HTMLInputElement>(null);
  chooser.current = () => input.current?.click();
  return (
    <div class="tools" role="group" aria-label={tools.label}>
      {acts.replies && (
        <Tool command="replies" icon="replies" label={tools.replies} act={acts.replies} expanded={picking} />
      )}
      {acts.attach && <Tool command="attach" icon="clip" label={tools.attach} act={acts.attach} />}
      {acts.service && <Tool command="service" icon="document" label={tools.service} act={acts.service} />}
      {acts.translate && (
        <Tool
          command="translate"
          icon="translate"
          label={translation.label}
          act={acts.translate}
          pressed={translation.on}
        />
      )}
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = ""; // The same file may be chosen again after it was refused.
          attach(files);
        }}
      />
    </div>
  );
}

interface ToolProps {
  command: AssistCommand;
  icon: IconName;
  label: string;
  act: () => void;
  pressed?: boolean;
  expanded?: boolean;
}

function Tool({ command, icon, label, act, pressed, expanded }: ToolProps): JSX.Element {
  const { switches } = useWorkplace();
  const key = ASSIST_BINDINGS.find((binding) => binding.command === command)?.shown.join("");
  return (
    <button
      type="button"
      class="button square quiet"
      aria-label={label}
      title={switches.keys.on.value && key !== undefined ? `${label} (${key})` : label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
}
