/** The trial of a review: how far it is, and what publishing would change. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import { beginTrial, cancelTrial, type ReviewView, type TrialView } from "../api.ts";
import { tryHash } from "../places.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";
import { ImpactView } from "./ImpactView.tsx";

export function isRunning(trial: TrialView | null): boolean {
  const state = trial?.state;
  return state === "queued" || state === "training" || state === "evaluating";
}

interface TrialPanelProps {
  review: ReviewView;
  /** Whether it may still be tried. */
  open: boolean;
  again: () => void;
  signedOut: () => void;
}

export function TrialPanel({ review, open, again, signedOut }: TrialPanelProps): JSX.Element {
  const { words } = useWords();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { trial } = review;
  const running = isRunning(trial);
  const act = async (call: (id: string) => Promise<Outcome<unknown>>) => {
    const outcome = await call(review.id);
    setRefusal(outcome.done ? null : outcome);
    if (outcome.done) again();
    else if (outcome.code === "signed_out") signedOut();
  };
  return (
    <section class="block" aria-labelledby="trial">
      <h2 id="trial">
        {words.trial.heading}
        {trial !== null && <TrialTag trial={trial} />}
      </h2>
      {trial === null && <p class="about">{words.trial.about}</p>}
      {trial !== null && running && (
        <div class="progress">
          <progress max={100} value={trial.done} aria-labelledby="trial" />
          <span>{trial.done} %</span>
        </div>
      )}
      {trial?.problem && (
        <p class="notice-bad" lang="en">
          {trial.problem}
        </p>
      )}
      {trial?.impact && <ImpactView impact={trial.impact} />}
      <Refused refusal={refusal} />
      {open && (
        <div class="acts">
          {trial !== null && (
            <a class="button" href={tryHash(trial.id)}>
              <Icon name="chat" />
              {words.trying.act}
            </a>
          )}
          {running ? (
            <button type="button" class="button" onClick={() => void act(cancelTrial)}>
              {words.trial.cancel}
            </button>
          ) : (
            <button
              type="button"
              class={trial === null ? "button main" : "button"}
              onClick={() => void act(beginTrial)}
            >
              <Icon name="refresh" />
              {trial === null ? words.trial.begin : words.trial.again}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function TrialTag({ trial }: { trial: TrialView }): JSX.Element {
  const { words } = useWords();
  const mark = trial.state === "succeeded" ? "tag good" : trial.state === "failed" ? "tag bad" : "tag care";
  return (
    <span class={mark} role="status">
      {words.trial.state[trial.state]}
    </span>
  );
}
