/** The form with which a citizen asks to be called instead of waiting: which number, when, and what it is about. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { DayPart } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { useSpeech } from "../context.ts";

/** Longest text about the matter, in characters. */
const MAX_ABOUT = 500;

const DAY_PARTS: readonly DayPart[] = ["any", "morning", "afternoon"];

/** `back` closes the form; what was written in it is then gone. */
export function CallbackForm({ back }: { back: () => void }): JSX.Element {
  const { session, words, kit } = useSpeech();
  const { person } = session;
  const texts = words.callback;
  const refused = person.refused.value;
  const sending = person.callback !== undefined;
  const [phone, setPhone] = useState(refused?.phone ?? "");
  const [when, setWhen] = useState<DayPart>(refused?.when ?? "any");
  const [about, setAbout] = useState(refused?.about ?? "");
  const [missing, setMissing] = useState(false);
  const id = useId();
  const number = useRef<HTMLInputElement>(null);
  const problem = missing ? texts.missing : refused?.phone === phone ? kit.errors.bad_phone : null;

  // Where something is to be put right, the focus goes; also to begin with.
  useEffect(() => number.current?.focus(), [refused]);

  const send = () => {
    setMissing(phone.trim() === "");
    if (phone.trim() === "") number.current?.focus();
    else person.callBack(phone, when, about.trim());
  };

  return (
    <form
      class="callback"
      noValidate
      aria-labelledby={`${id}title`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        back();
      }}
    >
      <h3 id={`${id}title`}>{texts.title}</h3>
      <p class="intro">{texts.intro}</p>
      <div class="entry">
        <label for={`${id}phone`}>{texts.phone}</label>
        <p id={`${id}hint`} class="hint">
          {texts.hint}
        </p>
        <input
          id={`${id}phone`}
          ref={number}
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          maxLength={40}
          required
          value={phone}
          aria-invalid={problem !== null}
          aria-describedby={`${id}hint ${id}problem`}
          onInput={(event) => {
            setPhone(event.currentTarget.value);
            setMissing(false);
          }}
        />
        <p id={`${id}problem`} class="problem" role="status">
          {problem !== null && (
            <>
              <Icon name="alert" />
              <span>{problem}</span>
            </>
          )}
        </p>
      </div>
      <fieldset class="entry">
        <legend>{texts.when}</legend>
        <div class="options">
          {DAY_PARTS.map((part) => (
            <label key={part}>
              <input type="radio" name={`${id}when`} checked={when === part} onChange={() => setWhen(part)} />
              {texts[part]}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="entry">
        <label for={`${id}about`}>{texts.about}</label>
        <textarea
          id={`${id}about`}
          rows={2}
          maxLength={MAX_ABOUT}
          value={about}
          onInput={(event) => setAbout(event.currentTarget.value)}
        />
      </div>
      <div class="decide">
        <button type="submit" class="small strong" aria-disabled={sending}>
          {sending ? texts.sending : texts.send}
        </button>
        <button type="button" class="small" onClick={back}>
          {texts.back}
        </button>
      </div>
    </form>
  );
}
