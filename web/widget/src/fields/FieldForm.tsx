/** The input for one field of a form: a text box that knows what is asked for, and what helps to fill it in. */
import type { ComponentChildren, JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { lengthOf, MAX_TEXT, type FieldPrompt } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { tidyBox } from "@moien/kit/tidying.ts";
import { fill } from "@moien/kit/words.ts";
import { SendButton, type Writable } from "../Composer.tsx";
import { useSpeech } from "../context.ts";
import { Calendar } from "./Calendar.tsx";
import { useCommunes } from "./CommuneList.tsx";
import { readDay, writeDay } from "./days.ts";
import { inputFor } from "./inputs.ts";

interface FieldFormProps {
  field: FieldPrompt;
  focus: Writable;
  children: ComponentChildren;
}

export function FieldForm({ field, focus, children }: FieldFormProps): JSX.Element {
  const { session, words, language } = useSpeech();
  const [value, setValue] = useState("");
  const [left, setLeft] = useState(false);
  const [hidden, setHidden] = useState(false);
  const id = useId();
  const input = inputFor(field.type);
  const hint = input.hint?.(value, left, words.fields, language) ?? null;
  const communes = useCommunes(field.type === "commune", id, value, setValue);

  const own: object = { type: "text", ...input.attributes, ...communes?.attributes };

  const send = () => {
    const said = input.said(value);
    if (said === "" || lengthOf(said) > MAX_TEXT) return;
    session.say(said);
    setValue("");
  };

  const type = (box: HTMLInputElement) => {
    setLeft(false);
    setValue(input.tidy ? tidyBox(box, input.tidy) : box.value);
  };

  return (
    <form
      class="composer field"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="asked">
        <label for={`${id}value`}>
          {field.label} <span class="unseen">{fill(words.step, { step: field.step, steps: field.steps })}</span>
        </label>
        {children}
      </div>
      {communes?.list}
      <div class="box">
        <input
          id={`${id}value`}
          ref={focus}
          {...own}
          class={hidden ? "hidden-digits" : undefined}
          name={field.name}
          maxLength={MAX_TEXT}
          value={value}
          aria-invalid={hint?.problem ?? field.problem}
          aria-describedby={input.hint && `${id}hint`}
          enterkeyhint="send"
          onInput={(event) => type(event.currentTarget)}
          onBlur={() => {
            setLeft(true);
            communes?.leave();
          }}
        />
        {field.type === "date" && <DayButton value={value} take={setValue} focus={focus} />}
        {field.type === "national_id" && <HideButton hidden={hidden} hide={setHidden} />}
        <SendButton />
      </div>
      {input.hint && (
        <p id={`${id}hint`} class={hint?.problem ? "count problem" : "count"} role="status">
          {hint?.text}
        </p>
      )}
    </form>
  );
}

interface DayButtonProps {
  value: string;
  take: (value: string) => void;
  focus: Writable;
}

function DayButton({ value, take, focus }: DayButtonProps): JSX.Element {
  const [picks, setPicks] = useState(false);
  const { open: name } = useSpeech().words.fields.date;
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        type="button"
        class="beside"
        ref={button}
        aria-label={name}
        title={name}
        aria-haspopup="dialog"
        onClick={() => setPicks(true)}
      >
        <Icon name="calendar" />
      </button>
      {picks && (
        <Calendar
          day={readDay(value, new Date())}
          close={(chosen) => {
            setPicks(false);
            if (chosen === null) return button.current?.focus();
            take(writeDay(chosen));
            focus.current?.focus();
          }}
        />
      )}
    </>
  );
}

/** Whoever fills the form in where others look on can hide the digits. */
function HideButton({ hidden, hide }: { hidden: boolean; hide: (hidden: boolean) => void }): JSX.Element {
  const texts = useSpeech().words.fields.matricule;
  const name = hidden ? texts.show : texts.hide;
  return (
    <button
      type="button"
      class={hidden ? "beside on" : "beside"}
      aria-label={name}
      title={name}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => hide(!hidden)}
    >
      <Icon name="eye" />
    </button>
  );
}
