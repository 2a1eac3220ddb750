/** A service is taken offline: which, what citizens read meanwhile in four languages, and until when. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { FieldProblem } from "@moien/kit/staff/Field.tsx";
import { pauseService, type FileView, type PauseView } from "../api.ts";
import { nameOf } from "../list/filters.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { STUDIO_WORDS, useWords } from "../studioWords.ts";
import { serviceId } from "./Pauses.tsx";

interface PauseDialogProps {
  /** One that is to be changed; null for a new one. */
  pause: PauseView | null;
  services: readonly FileView[];
  done: () => void;
  closed: () => void;
  signedOut: () => void;
}

/** A notice to begin with, in the language of each citizen. */
const NOTICE = Object.fromEntries(LANGUAGES.map((code) => [code, STUDIO_WORDS[code].pauses.notice_default])) as Record<
  Language,
  string
>;

export function PauseDialog({ pause, services, done, closed, signedOut }: PauseDialogProps): JSX.Element {
  const { language, words, kit } = useWords();
  const [service, setService] = useState(pause?.service ?? "");
  const [notice, setNotice] = useState<Record<Language, string>>(pause?.notice ?? NOTICE);
  const [until, setUntil] = useState(pause?.until ? localTime(pause.until) : "");
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const missing = LANGUAGES.filter((code) => notice[code].trim() === "");

  const send = async () => {
    setTried(true);
    if (service === "" || missing.length > 0) {
      // The fields are marked with the next render only.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    setWaiting(true);
    const outcome = await pauseService(service, notice, until === "" ? null : new Date(until).toISOString());
    setWaiting(false);
    if (outcome.done) done();
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };

  return (
    <Dialog heading={pause === null ? words.pauses.add : words.pauses.change} closed={closed} wide>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!waiting) void send();
        }}
      >
        <div class="field">
          <label for={`${id}service`}>{words.pauses.service}</label>
          <select
            id={`${id}service`}
            value={service}
            disabled={pause !== null}
            aria-invalid={tried && service === "" ? "true" : undefined}
            onChange={(event) => setService(event.currentTarget.value)}
          >
            <option value="" />
            {services.map((file) => (
              <option key={file.path} value={serviceId(file)}>
                {nameOf(file, language)}
              </option>
            ))}
          </select>
          <FieldProblem id={`${id}problem`} text={tried && service === "" ? words.pauses.service_missing : null} />
        </div>
        <fieldset class="field plain">
          <legend>{words.pauses.notice}</legend>
          <div class="four">
            {LANGUAGES.map((code) => {
              const lacks = tried && missing.includes(code);
              return (
                <div key={code} class="tongue">
                  <label for={`${id}${code}`}>{kit.language_names[code]}</label>
                  <textarea
                    id={`${id}${code}`}
                    lang={code}
                    rows={3}
                    value={notice[code]}
                    aria-invalid={lacks ? "true" : undefined}
                    onInput={(event) => setNotice({ ...notice, [code]: event.currentTarget.value })}
                  />
                  <FieldProblem id={`${id}${code}problem`} text={lacks ? words.pauses.notice_missing : null} />
                </div>
              );
            })}
          </div>
        </fieldset>
        <div class="field">
          <label for={`${id}until`}>{words.pauses.until_label}</label>
          <p class="hint" id={`${id}hint`}>
            {words.pauses.until_hint}
          </p>
          <input
            id={`${id}until`}
            type="datetime-local"
            value={until}
            aria-describedby={`${id}hint`}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
        </div>
        <Refused refusal={refusal} />
        <div class="dialog-acts">
          <button type="submit" class="button main" aria-disabled={waiting}>
            {pause === null ? words.pauses.add : words.pauses.save}
          </button>
          <button type="button" class="button" onClick={closed}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** As `datetime-local` writes it, on the clock of the device. */
function localTime(moment: string): string {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
