/** The box of the agent: a reply for the citizen, or a note that only staff see. */
import type { JSX, RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { lengthOf, MAX_TEXT } from "@moien/kit/frames.ts";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { WatchedConversation } from "./conversation.ts";
import type { Draft } from "./drafts.ts";

type Kind = keyof Draft;

const COUNT_FROM = 2750;

interface ComposerProps {
  conversation: WatchedConversation;
  heading: RefObject<HTMLHeadingElement | null>;
}

export function Composer({ conversation, heading }: ComposerProps): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const [kind, setKind] = useState<Kind>("reply");
  const texts = desk.drafts.get(conversation.id);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { composer } = words;
  const text = texts[kind];
  const length = lengthOf(text);
  const tooLong = length > MAX_TEXT;
  const complete = conversation.complete.value;
  const sendable = complete && text.trim() !== "" && !tooLong;

  // Whoever may answer begins in the box, unless the focus has gone somewhere else on purpose.
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === document.body || activeElement === heading.current) box.current?.focus();
  }, [heading]);

  const write = (written: string) => desk.drafts.set(conversation.id, { ...texts, [kind]: written });

  const send = () => {
    if (!sendable) return;
    if (kind === "note" && !desk.note(conversation.id, text.trim())) return;
    if (kind === "reply") desk.say(conversation.id, text.trim());
    write("");
  };

  return (
    <form
      class={`composer ${kind}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset>
        <legend class="unseen">{composer.kind}</legend>
        {(["reply", "note"] as const).map((option) => (
          <label key={option} class={option === kind ? "chosen" : undefined}>
            <input
              type="radio"
              name={`${id}kind`}
              value={option}
              checked={option === kind}
              onChange={() => setKind(option)}
            />
            {composer[option]}
          </label>
        ))}
      </fieldset>
      <label class="unseen" for={`${id}text`}>
        {kind === "reply" ? composer.reply_label : composer.note_label}
      </label>
      <p class="unseen" id={`${id}keys`}>
        {composer.keys}
      </p>
      <textarea
        id={`${id}text`}
        ref={box}
        rows={3}
        lang={kind === "reply" ? (conversation.view.value.language ?? undefined) : undefined}
        value={text}
        placeholder={kind === "reply" ? composer.reply_label : composer.note_label}
        aria-describedby={`${id}keys ${id}state`}
        aria-invalid={tooLong}
        onInput={(event) => {
          write(event.currentTarget.value);
          if (kind === "reply") desk.typing(conversation.id);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="row">
        <p id={`${id}state`} class={tooLong ? "problem" : undefined} role="status">
          {!complete
            ? words.conversation.catching_up
            : length >= COUNT_FROM && fill(composer.counter, { n: length, max: MAX_TEXT })}
        </p>
        <button type="submit" class="button main" aria-disabled={!sendable}>
          {kind === "reply" ? composer.send : composer.keep}
        </button>
      </div>
    </form>
  );
}
