/** A job in the log: how it stands, what the administration issued, and what the citizen can still change about it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { JobItem } from "@moien/kit/fold.ts";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import type { JobState } from "@moien/kit/frames.ts";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { useSpeech } from "../context.ts";
import { Download } from "../Download.tsx";
import { jobText } from "../spoken.ts";

const ICONS: Record<JobState, IconName> = {
  queued: "clock",
  running: "clock",
  succeeded: "check",
  rejected: "alert",
  failed: "alert",
  cancelled: "close",
};

function iconOf({ job_kind: kind, state, reference }: JobItem): IconName {
  if (kind === "look_up" && state !== "rejected" && state !== "failed") return "search";
  return state === "cancelled" && reference !== null ? "undo" : ICONS[state];
}

export function JobCard({ job }: { job: JobItem }): JSX.Element {
  const { language } = useSpeech();
  const frame = useRef<HTMLLIElement>(null);
  // A button that goes leaves the focus on the card that says why.
  useFocusKept(frame, () => frame.current);
  const waits = job.delayed && job.state === "queued" ? " delayed" : "";
  return (
    <li
      class={`job ${job.job_kind} ${job.state}${waits}`}
      lang={language}
      data-seq={job.seq}
      data-job={job.job}
      data-state={job.state}
      tabIndex={-1}
      ref={frame}
    >
      <Icon name={iconOf(job)} />
      <div>
        <p>{jobText(language, job)}</p>
        {job.document && <Download file={job.document} />}
        {job.cancellable && job.state === "queued" && <Cancel job={job} />}
        {job.undoable && job.state === "succeeded" && <Undo job={job} />}
      </div>
    </li>
  );
}

function Cancel({ job }: { job: JobItem }): JSX.Element {
  const { session, words } = useSpeech();
  const sent = session.services.changes("cancel_job", job.job);
  return (
    <p class="changes">
      <button
        type="button"
        class="small"
        aria-disabled={sent || !session.ready.value}
        onClick={() => session.ready.value && session.services.change("cancel_job", job.job)}
      >
        <Icon name="close" />
        {sent ? words.job.cancelling : words.job[job.job_kind].cancel}
      </button>
    </p>
  );
}

/** Asks once more: what was filed is then gone. */
function Undo({ job }: { job: JobItem }): JSX.Element {
  const { session, words } = useSpeech();
  const { start, question, yes, no, sent } = words.job.undo_it;
  const [asked, setAsked] = useState<boolean | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useFocusKept(frame, () => frame.current?.closest("li") ?? null);

  useEffect(() => {
    if (asked !== null) (asked ? first : opener).current?.focus();
  }, [asked]);

  const leave = () => setAsked(false);
  if (session.services.changes("undo_job", job.job)) {
    return (
      <div class="changes" ref={frame}>
        {sent}
      </div>
    );
  }
  if (!asked) {
    return (
      <div class="changes" ref={frame}>
        <button type="button" class="small" ref={opener} onClick={() => setAsked(true)}>
          <Icon name="undo" />
          {start}
        </button>
      </div>
    );
  }
  return (
    <div
      class="changes asked"
      ref={frame}
      role="group"
      aria-label={start}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        leave();
      }}
    >
      <p role="status">{question}</p>
      <button
        type="button"
        class="small strong"
        ref={first}
        aria-disabled={!session.ready.value}
        onClick={() => {
          if (!session.ready.value) return;
          setAsked(null);
          session.services.change("undo_job", job.job);
        }}
      >
        {yes}
      </button>
      <button type="button" class="small" onClick={leave}>
        {no}
      </button>
    </div>
  );
}
