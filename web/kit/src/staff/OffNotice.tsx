/** Fields of a notice on something that is off for a while: what citizens read in four languages, and until when. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
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

interface UntilFieldProps {
  label: string;
  hint: string;
  /** As `datetime-local` writes it; empty for no end. */
  until: string;
  set: (until: string) => void;
}

export function UntilField({ label, hint, until, set }: UntilFieldProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}hint`}>
        {hint}
      </p>
      <input
        id={id}
        type="datetime-local"
        value={until}
        aria-describedby={`${id}hint`}
        onInput={(event) => set(event.currentTarget.value)}
      />
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
