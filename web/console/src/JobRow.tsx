/** One job on the page of all jobs. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { clockTime, dayHeading } from "@moien/kit/dates.ts";
import type { JobState } from "@moien/kit/frames.ts";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { plural } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import type { StaffJob } from "./jobs.ts";
import { Row } from "./Row.tsx";
import { serviceName } from "./ticket.ts";
import { useNow, waited } from "./waiting.ts";

const ICONS: Record<JobState, IconName> = {
  queued: "clock",
  running: "refresh",
  succeeded: "check",
  rejected: "alert",
  failed: "alert",
  cancelled: "close",
};

interface JobRowProps {
  job: StaffJob;
  open: ((conversation: string) => void) | null;
  change: (what: "retry" | "cancel") => Promise<void>;
}

export function JobRow({ job, open, change }: JobRowProps): JSX.Element {
  const { language, words } = useWords();
  const now = useNow();
  const id = useId();
  const texts = words.jobs;
  return (
    <li class={`row ${job.state}`} aria-labelledby={`${id}name`}>
      <div class="what">
        <h2 id={`${id}name`}>{serviceName(job.service)}</h2>
        <p>{texts.kinds[job.kind]}</p>
      </div>
      <p class="standing">
        <Icon name={ICONS[job.state]} />
        <span>
          {texts.states[job.state]}
          {job.delayed && job.state === "queued" && `: ${words.job.delayed}`}
        </span>
      </p>
      <dl>
        <Row name={texts.begun}>
          <span
            title={`${dayHeading(language, job.created_at, new Date(now))}, ${clockTime(language, job.created_at)}`}
          >
            {waited(words.time, job.created_at, now)}
          </span>
        </Row>
        <Row name={texts.moved}>{waited(words.time, job.updated_at, now)}</Row>
        <Row name={texts.attempts}>
          {job.attempts}
          {job.failures > 0 && ` (${plural(language, job.failures, texts.failures)})`}
        </Row>
        {job.reference !== null && <Row name={texts.reference}>{job.reference}</Row>}
      </dl>
      <Remarks job={job} />
      <Actions job={job} open={open} change={change} />
    </li>
  );
}

/** Why it stands as it stands, as far as that is known. */
function Remarks({ job }: { job: StaffJob }): JSX.Element | null {
  const { jobs: texts } = useWords().words;
  const unsure = job.unsure && job.state !== "succeeded" && job.state !== "rejected";
  if (!unsure && !job.ready && job.code === null && job.detail === null) return null;
  return (
    <div class="remarks">
      {job.ready && <p>{texts.ready}</p>}
      {unsure && <p>{texts.unsure}</p>}
      {job.code !== null && (
        <p>
          {texts.code}: <code>{job.code}</code>
        </p>
      )}
      {job.detail !== null && (
        <p>
          {texts.detail}: <span lang="en">{job.detail}</span>
        </p>
      )}
    </div>
  );
}

/** Sending again is what a job would do anyway; calling it off asks once more. */
function Actions({ job, open, change }: JobRowProps): JSX.Element {
  const { jobs: texts } = useWords().words;
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (asked) first.current?.focus();
  }, [asked]);

  const act = async (what: "retry" | "cancel") => {
    if (busy) return;
    setBusy(true);
    await change(what);
    setBusy(false);
    setAsked(false);
  };

  if (asked) {
    return (
      <div class="acts" role="group" aria-label={texts.cancel}>
        <span>{texts.cancel_really}</span>
        <button type="button" class="button main" ref={first} aria-disabled={busy} onClick={() => void act("cancel")}>
          {texts.cancel_yes}
        </button>
        <button type="button" class="button" onClick={() => setAsked(false)}>
          {texts.cancel_no}
        </button>
      </div>
    );
  }
  const name = serviceName(job.service);
  return (
    <div class="acts">
      {job.state === "failed" && (
        <button type="button" class="button main" aria-disabled={busy} onClick={() => void act("retry")}>
          {texts.retry}
          <span class="unseen">: {name}</span>
        </button>
      )}
      {job.cancellable && (
        <button type="button" class="button" onClick={() => setAsked(true)}>
          {texts.cancel}
          <span class="unseen">: {name}</span>
        </button>
      )}
      {open && (
        <button type="button" class="button" onClick={() => open(job.conversation)}>
          {texts.open}
          <span class="unseen">: {name}</span>
        </button>
      )}
    </div>
  );
}
