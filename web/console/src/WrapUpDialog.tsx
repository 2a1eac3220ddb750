/** Ending a conversation: what came of it, by a digit or by choosing, and a note for colleagues. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { STAFF_WORDS } from "@moien/kit/staff/staffWords.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { errorText } from "@moien/kit/kitWords.ts";
import { typesInto } from "./keys.ts";
import { useWorkplace } from "./workplace.ts";

export function WrapUpDialog({ ticket }: { ticket: TicketView }): JSX.Element {
  const desk = useDesk();
  const { overlay } = useWorkplace();
  const { language, words, kit } = useWords();
  const texts = words.wrap_up;
  const codes = desk.catalogue.value?.wrap_up ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const submitButton = useRef<HTMLButtonElement>(null);
  const id = useId();
  const problem = desk.problem.value;
  const ready = desk.leaving.value === null && desk.connection.value === "ready";

  const submit = () => {
    setMissing(chosen === null);
    if (!ready || chosen === null) return;
    desk.end({ type: "close", conversation: ticket.conversation, wrap_up: chosen, note: note.trim() });
  };
  /** A digit chooses and leads to the button: C, 2, Enter closes. */
  const onKeyDown = (event: KeyboardEvent) => {
    const code = codes[Number(event.key) - 1];
    if (!code || event.altKey || event.ctrlKey || event.metaKey || typesInto(event.target)) return;
    event.preventDefault();
    setChosen(code.id);
    setMissing(false);
    submitButton.current?.focus();
  };

  return (
    <Dialog heading={texts.heading} closed={() => (overlay.value = null)} onKeyDown={onKeyDown}>
      <form
        class="wrap-up"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <fieldset aria-describedby={`${id}problem`}>
          <legend>{texts.codes}</legend>
          {codes.length === 0 && <p>{STAFF_WORDS[language].loading}</p>}
          {codes.map((code, index) => (
            <label key={code.id} class={chosen === code.id ? "chosen" : undefined}>
              <input
                type="radio"
                name={`${id}code`}
                value={code.id}
                checked={chosen === code.id}
                onChange={() => {
                  setChosen(code.id);
                  setMissing(false);
                }}
              />
              <span class="name">{code.label[language]}</span>
              {index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
            </label>
          ))}
        </fieldset>
        <label for={`${id}note`}>{texts.note}</label>
        <textarea
          id={`${id}note`}
          rows={2}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
        <p class="problem" role="alert" id={`${id}problem`}>
          {missing ? texts.missing : problem !== null && problem !== "none_waiting" ? errorText(kit, problem) : null}
        </p>
        <div class="row end">
          <button type="submit" class="button main" ref={submitButton} aria-disabled={!ready}>
            {texts.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
