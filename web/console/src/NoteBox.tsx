/** Where somebody who only looks on writes for colleagues; the citizen never gets it. */
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { lengthOf, MAX_TEXT } from "@moien/kit/frames.ts";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";

interface NoteBoxProps {
  id: string;
  conversation: string;
  /** Whether it was opened just now, and not left open with something in it. */
  fresh: boolean;
  close: () => void;
}

export function NoteBox({ id, conversation, fresh, close }: NoteBoxProps): JSX.Element {
  const desk = useDesk();
  const { composer } = useWords().words;
  const box = useRef<HTMLTextAreaElement>(null);
  const said = useId();
  const drafts = desk.drafts.get(conversation);
  const text = drafts.note;
  const length = lengthOf(text);
  const tooLong = length > MAX_TEXT;
  const sendable = text.trim() !== "" && !tooLong && desk.connection.value === "ready";
  const write = (note: string) => desk.drafts.set(conversation, { ...desk.drafts.get(conversation), note });

  useEffect(() => {
    if (fresh) box.current?.focus();
  }, [fresh]);

  const keep = () => {
    if (!sendable || !desk.note(conversation, text.trim())) return;
    write("");
    close();
  };
  return (
    <form
      id={id}
      class="composer note beside"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <div class="composer-inside">
        <label class="unseen" for={`${said}text`}>
          {composer.note_label}
        </label>
        <textarea
          id={`${said}text`}
          ref={box}
          rows={2}
          value={text}
          placeholder={composer.note_label}
          aria-describedby={said}
          aria-invalid={tooLong}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            keep();
          }}
        />
        <div class="row">
          <p id={said} class={tooLong ? "problem" : undefined} role="status">
            {tooLong && fill(composer.counter, { n: length, max: MAX_TEXT })}
          </p>
          <button type="submit" class="button main" aria-disabled={!sendable}>
            {composer.keep}
          </button>
        </div>
      </div>
    </form>
  );
}
