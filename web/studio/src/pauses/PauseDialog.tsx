/** A service is taken offline: which, what citizens read meanwhile in four languages, and until when. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { FieldProblem } from "@moien/kit/staff/Field.tsx";
import { missingIn, momentFrom, NoticeFields, UntilField, useUntil, type Notice } from "@moien/kit/staff/OffNotice.tsx";
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
const NOTICE = Object.fromEntries(LANGUAGES.map((code) => [code, STUDIO_WORDS[code].pauses.notice_default])) as Notice;

export function PauseDialog({ pause, services, done, closed, signedOut }: PauseDialogProps): JSX.Element {
  const { language, words } = useWords();
  const [service, setService] = useState(pause?.service ?? "");
  const [notice, setNotice] = useState<Notice>(pause?.notice ?? NOTICE);
  const until = useUntil(pause?.until ?? null);
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const missing = missingIn(notice);

  const send = async () => {
    setTried(true);
    const half = until.isHalf();
    if (service === "" || missing.length > 0 || half) {
      // The fields are marked with the next render only.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    setWaiting(true);
    const outcome = await pauseService(service, notice, momentFrom(until.value));
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
        <NoticeFields
          legend={words.pauses.notice}
          notice={notice}
          set={setNotice}
          missing={tried ? missing : []}
          problem={words.pauses.notice_missing}
        />
        <UntilField
          label={words.pauses.until_label}
          hint={words.pauses.until_hint}
          problem={words.pauses.until_half}
          until={until}
        />
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
