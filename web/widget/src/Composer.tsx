/** Where the citizen answers: a box for text, or the input that fits the field the bot asks for. */
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { openQuestion, type MessageItem } from "@moien/kit/fold.ts";
import { lengthOf, MAX_TEXT } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { useSpeech } from "./context.ts";
import { fetchedParts } from "./fetchedParts.ts";
import { Missing } from "./Missing.tsx";

/** From how many characters on the counter shows. */
const COUNT_FROM = 2750;

/** Gives the panel a way to put the focus where writing goes on, whichever input is there. */
export type Writable = RefObject<(HTMLTextAreaElement & HTMLInputElement) | null>;

export function Composer({ focus }: { focus: Writable }): JSX.Element {
  const { session, words } = useSpeech();
  const [draft, setDraft] = useState("");
  /** The question that the citizen answers, or evades, in free text. */
  const [freelyAt, setFreelyAt] = useState<number | null>(null);
  const question = useLasting(openQuestion(session.view.value));
  const field = question?.field ?? null;
  // Choices stand on buttons, and for long text the usual box is right; it serves as well where the forms are not here.
  const ready = field === null || field.type === "text" || field.type === "choice" ? null : fetchedParts();
  const Form = ready && (field?.type === "file" ? ready.FileForm : ready.FieldForm);
  // A draft is never taken away: who is writing goes on writing.
  const inField = draft === "" && freelyAt !== question?.seq;
  const frame = useRef<HTMLDivElement>(null);
  useFocusKept(frame, () => focus.current);

  const answerFreely = (freely: boolean) => setFreelyAt(freely ? (question?.seq ?? null) : null);

  const somethingElse = (
    <button type="button" class="small" onClick={() => answerFreely(true)}>
      {words.composer.something_else}
    </button>
  );

  return (
    <div ref={frame}>
      {inField && field && Form ? (
        <Form key={question?.seq} field={field} focus={focus}>
          {somethingElse}
        </Form>
      ) : (
        <TextForm
          focus={focus}
          draft={draft}
          onDraft={(text) => {
            setDraft(text);
            if (text !== "") answerFreely(true);
          }}
        >
          {field?.type === "file" && <Missing part={ready} />}
          {Form && draft === "" && (
            <button type="button" class="small" onClick={() => answerFreely(false)}>
              {words.composer.back_to_question}
            </button>
          )}
        </TextForm>
      )}
    </div>
  );
}

/** Milliseconds an answered question keeps its input, so that the next one can follow without a flicker. */
const LASTS = 1200;

function useLasting(question: MessageItem | null): MessageItem | null {
  const [last, setLast] = useState(question);
  useEffect(() => {
    const timer = setTimeout(() => setLast(question), question === null ? LASTS : 0);
    return () => clearTimeout(timer);
  }, [question]);
  return question ?? last;
}

interface TextFormProps {
  focus: Writable;
  draft: string;
  onDraft: (text: string) => void;
  children: ComponentChildren;
}

function TextForm({ focus, draft, onDraft, children }: TextFormProps): JSX.Element {
  const { session, words } = useSpeech();
  const id = useId();
  const length = lengthOf(draft);
  const tooLong = length > MAX_TEXT;
  const counted = length >= COUNT_FROM;
  const { composer } = words;

  const send = () => {
    if (draft.trim() === "" || tooLong) return;
    session.say(draft.trim());
    onDraft("");
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {children}
      <label class="unseen" for={`${id}text`}>
        {composer.label}
      </label>
      <p class="unseen" id={`${id}keys`}>
        {composer.keys}
      </p>
      <div class="box">
        <textarea
          id={`${id}text`}
          ref={focus}
          rows={1}
          value={draft}
          placeholder={composer.placeholder}
          aria-describedby={counted ? `${id}keys ${id}count` : `${id}keys`}
          aria-invalid={tooLong}
          enterkeyhint="send"
          onInput={(event) => {
            onDraft(event.currentTarget.value);
            session.typing();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <SendButton />
      </div>
      <p id={`${id}count`} class={tooLong ? "count problem" : "count"} role="status">
        {counted && fill(composer.counter, { n: length, max: MAX_TEXT })}
      </p>
    </form>
  );
}

export function SendButton(): JSX.Element {
  const { words } = useSpeech();
  return (
    <button type="submit" class="send" aria-label={words.composer.send} title={words.composer.send}>
      <Icon name="send" />
    </button>
  );
}
