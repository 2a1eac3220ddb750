/** Drafts are tried: how far the training is, then the talk, and beside it what the bot saw. */
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { isRunning } from "../reviews/TrialPanel.tsx";
import { ImpactView } from "../reviews/ImpactView.tsx";
import { fileHash, reviewHash, tryHash } from "../places.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { useNarrow } from "../useNarrow.ts";
import { beginDraftTrial, cancelDraftTrial, fetchDraftTrial } from "./calls.ts";
import { Chat } from "./Chat.tsx";
import { Inside } from "./Inside.tsx";
import type { DraftTrial } from "./schemas.ts";
import { farOf, Talk } from "./talk.ts";

/** While a trial runs, and afterwards, in milliseconds. */
const [SOON, LATER] = [1000, 30_000];

interface TryPageProps {
  id: string;
  signedOut: () => void;
}

export function TryPage({ id, signedOut }: TryPageProps): JSX.Element {
  const { words } = useWords();
  const load = useCallback(() => fetchDraftTrial(id), [id]);
  const [running, setRunning] = useState(true);
  const loaded = useLoaded(load, signedOut, { every: running ? SOON : LATER });
  const trial = loaded.value;
  const now = trial === null || isRunning(trial);
  if (now !== running) setRunning(now);

  if (trial === null) {
    return (
      <Sheet heading={words.trying.heading} back={{ href: "#services", name: words.list.heading }}>
        <Waiting loaded={loaded} />
      </Sheet>
    );
  }
  if (!trial.ready) return <Training trial={trial} set={loaded.set} signedOut={signedOut} />;
  return <Trying key={id} trial={trial} signedOut={signedOut} />;
}

interface TrainingProps {
  trial: DraftTrial;
  set: (trial: DraftTrial) => void;
  signedOut: () => void;
}

/** Until there is a model to talk to, or because there is none. */
function Training({ trial, set, signedOut }: TrainingProps): JSX.Element {
  const { words } = useWords();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const runs = isRunning(trial);
  const refuse = (outcome: Refusal) => (outcome.code === "signed_out" ? signedOut() : setRefusal(outcome));
  const cancel = async () => {
    const outcome = await cancelDraftTrial(trial.id);
    if (outcome.done) set(outcome.value);
    else refuse(outcome);
  };
  const again = async () => {
    const outcome = await beginDraftTrial(trial.paths);
    if (outcome.done) location.hash = tryHash(outcome.value.id);
    else refuse(outcome);
  };
  return (
    <Sheet heading={words.trying.heading} about={words.trying.about} back={backOf(trial, words)}>
      <section class="block" aria-labelledby="training">
        <h2 id="training">
          {words.trial.heading}
          <TrialTag trial={trial} />
        </h2>
        {runs ? (
          <>
            <p class="about">{words.trying.training}</p>
            <div class="progress">
              <progress max={100} value={trial.done} aria-labelledby="training" />
              <span>{trial.done} %</span>
            </div>
          </>
        ) : (
          trial.problem === null && trial.state === "succeeded" && <p class="notice-plain">{words.trying.gone}</p>
        )}
        {trial.problem !== null && (
          <p class="notice-bad" lang="en">
            {trial.problem}
          </p>
        )}
        <Files paths={trial.paths} />
        <Refused refusal={refusal} />
        <div class="acts">
          {runs ? (
            <button type="button" class="button" onClick={() => void cancel()}>
              {words.trial.cancel}
            </button>
          ) : (
            trial.review === null && (
              <button type="button" class="button main" onClick={() => void again()}>
                {words.trial.again}
              </button>
            )
          )}
        </div>
      </section>
    </Sheet>
  );
}

const VIEWS = ["talk", "inside"] as const;

/** The talk and its inside, beside each other or one at a time. */
function Trying({ trial, signedOut }: { trial: DraftTrial; signedOut: () => void }): JSX.Element {
  const { language, words } = useWords();
  const leave = useRef(signedOut);
  leave.current = signedOut;
  const first = useRef(language);
  const talk = useMemo(() => new Talk(farOf(trial.id), first.current, () => leave.current()), [trial.id]);
  const narrow = useNarrow();
  const [view, setView] = useState<(typeof VIEWS)[number]>("talk");
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  useEffect(() => {
    document.title = `${words.trying.heading} · Moien Studio`;
  }, [words]);
  const back = backOf(trial, words);
  return (
    <section class="trying">
      <header class="try-head">
        <div>
          <p class="back">
            <a href={back.href}>← {back.name}</a>
          </p>
          <h1 ref={title} tabIndex={-1}>
            {words.trying.heading}
          </h1>
        </div>
        <Effect trial={trial} />
        {narrow && (
          <div class="views" role="group" aria-label={words.file.views}>
            {VIEWS.map((one) => (
              <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
                {words.trying[one]}
              </button>
            ))}
          </div>
        )}
      </header>
      <div class="try-panes">
        {(!narrow || view === "talk") && (
          <Chat talk={talk} about={words.trying.about} paths={trial.paths} look={() => setView("inside")} />
        )}
        {(!narrow || view === "inside") && <Inside talk={talk} />}
      </div>
    </section>
  );
}

/** How the comparison with what is live is going; what it found is a page of its own below. */
function Effect({ trial }: { trial: DraftTrial }): JSX.Element {
  const { words } = useWords();
  const runs = isRunning(trial);
  return (
    <details class="try-effect">
      <summary>
        {words.trying.effect}
        <TrialTag trial={trial} />
        {runs && <progress max={100} value={trial.done} aria-label={words.trial.heading} />}
      </summary>
      <div class="try-effect-inside">
        <Files paths={trial.paths} />
        {trial.problem !== null && (
          <p class="notice-bad" lang="en">
            {trial.problem}
          </p>
        )}
        {trial.impact !== null && <ImpactView impact={trial.impact} />}
      </div>
    </details>
  );
}

function TrialTag({ trial }: { trial: DraftTrial }): JSX.Element {
  const { words } = useWords();
  const blocked = trial.impact?.blocked === true;
  const mark = trial.state === "succeeded" && !blocked ? "good" : trial.state === "failed" || blocked ? "bad" : "care";
  return (
    <span class={`tag ${mark}`} role="status">
      {blocked ? words.impact.verdict.worse : words.trial.state[trial.state]}
    </span>
  );
}

function Files({ paths }: { paths: readonly string[] }): JSX.Element {
  return (
    <ul class="try-files">
      {paths.map((path) => (
        <li key={path}>
          <a href={fileHash(path)}>
            <code>{path}</code>
          </a>
        </li>
      ))}
    </ul>
  );
}

function backOf(trial: DraftTrial, words: ReturnType<typeof useWords>["words"]): { href: string; name: string } {
  if (trial.review !== null) return { href: reviewHash(trial.review), name: words.reviews.one };
  const [path, ...more] = trial.paths;
  return path !== undefined && more.length === 0
    ? { href: fileHash(path), name: path }
    : { href: "#services", name: words.list.heading };
}
