/** The page of all jobs: which there are, how each stands, and what staff may do about it. */
import type { JSX } from "preact";
import { useCallback, useEffect, useId, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { JOB_STATES } from "@moien/kit/frames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { STAFF_WORDS } from "@moien/kit/staff/staffWords.ts";
import { plural } from "@moien/kit/words.ts";
import { errorText } from "@moien/kit/kitWords.ts";
import { useWords } from "./consoleWords.ts";
import { JobRow } from "./JobRow.tsx";
import { changeJob, fetchJobs, type Changed, type StaffJob, type Wanted } from "./jobs.ts";
import { serviceName } from "./ticket.ts";

interface JobsProps {
  /** Conversations that can be shown: those on the desk, if there is one. */
  onDesk: ReadonlySet<string>;
  open: (conversation: string) => void;
  /** The session has ended. */
  signedOut: () => void;
}

export function Jobs({ onDesk, open, signedOut }: JobsProps): JSX.Element {
  const { language, words, kit } = useWords();
  const [wanted, setWanted] = useState<Wanted>({ state: "", service: "" });
  const [jobs, setJobs] = useState<readonly StaffJob[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [standing, setStanding] = useState<"loading" | "loaded" | "failed">("loading");
  const [said, setSaid] = useState<string | null>(null);
  const [services, setServices] = useState<ReadonlySet<string>>(new Set());
  const page = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  /** Counts what is asked for: only the newest answer counts. */
  const asked = useRef(0);
  const id = useId();
  const texts = words.jobs;
  useFocusKept(page, () => heading.current);

  const load = useCallback(
    async (after: string | null) => {
      const number = (asked.current += 1);
      setStanding("loading");
      const answer = await fetchJobs(wanted, after);
      if (number !== asked.current) return;
      if (answer === "signed_out") {
        signedOut();
        return;
      }
      if (answer === "failed") {
        setStanding("failed");
        return;
      }
      setJobs((before) => (after === null ? answer.jobs : [...before, ...answer.jobs]));
      setServices((before) => new Set([...before, ...answer.jobs.map(({ service }) => service)]));
      setNext(answer.after);
      setStanding("loaded");
    },
    [wanted, signedOut],
  );

  useEffect(() => void load(null), [load]);

  const change = async (job: string, what: "retry" | "cancel") => {
    const outcome: Changed = await changeJob(job, what);
    if (outcome === "signed_out") {
      signedOut();
      return;
    }
    if (outcome === "done") setSaid(what === "retry" ? texts.retried : texts.called_off);
    else setSaid(outcome === "failed" ? texts.not_done : errorText(kit, outcome));
    await load(null);
  };

  const choose = (change: Partial<Wanted>) => {
    setSaid(null);
    setWanted({ ...wanted, ...change });
  };

  return (
    <section class="jobs" ref={page} aria-labelledby={`${id}heading`}>
      <div class="inside">
        <h1 id={`${id}heading`} ref={heading} tabIndex={-1}>
          {texts.heading}
        </h1>
        <p class="about">{texts.about}</p>
        <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
          <label for={`${id}state`}>{texts.state}</label>
          <select
            id={`${id}state`}
            value={wanted.state}
            onChange={(event) => choose({ state: event.currentTarget.value })}
          >
            <option value="">{texts.any_state}</option>
            {JOB_STATES.map((state) => (
              <option key={state} value={state}>
                {texts.states[state]}
              </option>
            ))}
          </select>
          <label for={`${id}service`}>{texts.service}</label>
          <select
            id={`${id}service`}
            value={wanted.service}
            onChange={(event) => choose({ service: event.currentTarget.value })}
          >
            <option value="">{texts.any_service}</option>
            {[...services].sort().map((service) => (
              <option key={service} value={service}>
                {serviceName(service)}
              </option>
            ))}
          </select>
          <button
            type="button"
            class="button"
            onClick={() => {
              setSaid(null);
              void load(null);
            }}
          >
            <Icon name="refresh" />
            {texts.refresh}
          </button>
        </form>
        <p class="news" role="status">
          {said}
        </p>
        <p class={standing === "failed" ? "count problem" : "count"} role="status">
          {standing === "loading"
            ? STAFF_WORDS[language].loading
            : standing === "failed"
              ? texts.failed
              : jobs.length === 0
                ? texts.empty
                : plural(language, jobs.length, texts.found)}
        </p>
        {standing === "failed" && (
          <button type="button" class="button" onClick={() => void load(null)}>
            {texts.again}
          </button>
        )}
        {standing !== "failed" && jobs.length > 0 && (
          <ul class="list">
            {jobs.map((job) => (
              <JobRow
                key={job.id}
                job={job}
                open={onDesk.has(job.conversation) ? open : null}
                change={(what) => change(job.id, what)}
              />
            ))}
          </ul>
        )}
        {standing !== "failed" && next !== null && (
          <button type="button" class="button" aria-disabled={standing === "loading"} onClick={() => void load(next)}>
            {texts.more}
          </button>
        )}
      </div>
    </section>
  );
}
