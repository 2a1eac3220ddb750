/** Fields of a notice on something that is off for a while: what citizens read in four languages, and until when. */
import type { JSX, RefObject } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { LANGUAGES, type Language } from "../languages.ts";
import { kitWords } from "../kitWords.ts";
import { FieldProblem } from "./Field.tsx";
import { useLanguage } from "./frame.ts";

/** What citizens read, in each language. */
export type Notice = Record<Language, string>;

/** The languages in which nothing is written yet. */
export function missingIn(notice: Notice): Language[] {
  return LANGUAGES.filter((code) => notice[code].trim() === "");
}

/** A notice as it stands, in each language. */
export function NoticeTexts({ notice }: { notice: Notice }): JSX.Element {
  return (
    <dl class="pairs">
      {LANGUAGES.map((code) => (
        <div key={code}>
          <dt>
            <abbr>{code}</abbr>
          </dt>
          <dd lang={code}>{notice[code]}</dd>
        </div>
      ))}
    </dl>
  );
}

interface NoticeFieldsProps {
  legend: string;
  notice: Notice;
  set: (notice: Notice) => void;
  /** Languages that are marked, because their text is missing. */
  missing: readonly Language[];
  /** What is said of those. */
  problem: string;
}

export function NoticeFields({ legend, notice, set, missing, problem }: NoticeFieldsProps): JSX.Element {
  const names = kitWords(useLanguage()).language_names;
  const id = useId();
  return (
    <fieldset class="field plain">
      <legend>{legend}</legend>
      <div class="four">
        {LANGUAGES.map((code) => {
          const lacks = missing.includes(code);
          return (
            <div key={code}>
              <label for={`${id}${code}`}>{names[code]}</label>
              <textarea
                id={`${id}${code}`}
                lang={code}
                rows={5}
                maxLength={1000}
                value={notice[code]}
                aria-invalid={lacks ? "true" : undefined}
                aria-describedby={lacks ? `${id}${code}problem` : undefined}
                onInput={(event) => set({ ...notice, [code]: event.currentTarget.value })}
              />
              <FieldProblem id={`${id}${code}problem`} text={lacks ? problem : null} />
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}

/** The end of a notice, while it is being chosen. */
export interface Until {
  /** As `datetime-local` writes it; empty for no end. */
  value: string;
  set: (value: string) => void;
  input: RefObject<HTMLInputElement | null>;
  /** Whether it was found to be half filled. */
  half: boolean;
  /** Find out whether it is half filled: its value is empty then, as if nothing had been chosen. */
  isHalf: () => boolean;
}

/** `moment`: ISO 8601, null for none. */
export function useUntil(moment: string | null): Until {
  const [value, setValue] = useState(() => localTime(moment));
  const [half, setHalf] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const set = (next: string) => {
    setValue(next);
    setHalf(false);
  };
  const isHalf = () => {
    const found = input.current?.validity.badInput ?? false;
    setHalf(found);
    return found;
  };
  return { value, set, input, half, isHalf };
}

interface UntilFieldProps {
  label: string;
  hint: string;
  /** What is said where it is half filled. */
  problem: string;
  until: Until;
}

export function UntilField({ label, hint, problem, until }: UntilFieldProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}hint`}>
        {hint}
      </p>
      <input
        id={id}
        ref={until.input}
        type="datetime-local"
        value={until.value}
        aria-invalid={until.half ? "true" : undefined}
        aria-describedby={until.half ? `${id}hint ${id}problem` : `${id}hint`}
        onInput={(event) => until.set(event.currentTarget.value)}
      />
      <FieldProblem id={`${id}problem`} text={until.half ? problem : null} />
    </div>
  );
}

/** A moment (ISO 8601, null for none) as `datetime-local` writes it, on the clock of the device. */
export function localTime(moment: string | null): string {
  if (moment === null) return "";
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What `datetime-local` holds, for the gateway. */
export function momentFrom(local: string): string | null {
  return local === "" ? null : new Date(local).toISOString();
}
