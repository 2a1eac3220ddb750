/** Below the log: waiting for a person, where to write, and what is always there: a person, the end, a fresh start. */
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { CallbackForm } from "./CallbackForm.tsx";
import { Composer, type Writable } from "./Composer.tsx";
import { useSpeech } from "./context.ts";
import { ScoreForm } from "./Score.tsx";
import { Waiting } from "./Waiting.tsx";

interface FootProps {
  focus: Writable;
  /** Takes the focus when a button here disappears; not the input on a phone: its keyboard would pop up. */
  rescue: RefObject<HTMLElement | null>;
}

export function Foot({ focus, rescue }: FootProps): JSX.Element {
  const { session, words } = useSpeech();
  const { owner } = session.view.value;
  const withBot = owner === "bot" || owner === "closed";
  const [wantsCall, setWantsCall] = useState(false);
  const [isDone, setDone] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const returns = useRef(false);
  const waiting = owner === "queue";
  // A request that is refused after the page was loaded anew is to be put right as well.
  const calls = waiting && (wantsCall || session.person.refused.value !== null);

  // Whoever leaves the form goes back to the button that opened it.
  useLayoutEffect(() => {
    if (!calls && !isDone && returns.current) {
      frame.current?.querySelector<HTMLElement>(waiting ? ".ways .call" : ".actions .end")?.focus();
    }
    returns.current = false;
    // Only what opens and closes here moves the focus.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [calls, isDone]);
  useFocusKept(frame, () => rescue.current);

  useEffect(() => {
    if (!waiting) setWantsCall(false);
  }, [waiting]);

  const done = isDone && withBot;
  useEffect(() => {
    if (done) frame.current?.querySelector<HTMLElement>(".score")?.focus();
    else setDone(false);
  }, [done]);

  const back = () => {
    returns.current = true;
    session.person.refused.value = null;
    setWantsCall(false);
  };

  return (
    <div class="foot" ref={frame}>
      {calls ? <CallbackForm back={back} /> : waiting && <Waiting call={() => setWantsCall(true)} />}
      {done && (
        <>
          <ScoreForm />
          <button
            type="button"
            class="small"
            onClick={() => {
              setDone(false);
              returns.current = true;
            }}
          >
            {words.done.back}
          </button>
        </>
      )}
      {/* What was written before stays. */}
      <div hidden={calls || done}>
        <Composer focus={focus} />
        <Actions withBot={withBot} focus={focus} end={() => setDone(true)} />
      </div>
    </div>
  );
}

interface ActionsProps {
  withBot: boolean;
  focus: Writable;
  /** The citizen is done. */
  end: () => void;
}

/** Always there: the way to a person, and a fresh start; the end, once something was said. */
function Actions({ withBot, focus, end }: ActionsProps): JSX.Element {
  const { session, words } = useSpeech();
  const [asked, setAsked] = useState(false);
  const answer = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (asked) answer.current?.focus();
  }, [asked]);

  if (asked) {
    const leave = (anew: boolean) => {
      if (anew) session.beginAnew();
      setAsked(false);
      focus.current?.focus();
    };
    return (
      <div class="actions asked" role="group" aria-label={words.anew.start}>
        <p role="status">{words.anew.question}</p>
        <button type="button" class="small strong" ref={answer} onClick={() => leave(true)}>
          {words.anew.yes}
        </button>
        <button type="button" class="small" onClick={() => leave(false)}>
          {words.anew.no}
        </button>
      </div>
    );
  }
  return (
    <div class="actions">
      {withBot && (
        <button type="button" class="small" onClick={() => session.person.ask()}>
          <Icon name="agent" />
          {words.person_wanted.ask}
        </button>
      )}
      {withBot && session.view.value.items.some((item) => item.kind === "message" && item.author === "citizen") && (
        <button type="button" class="small end" onClick={end}>
          <Icon name="check" />
          {words.done.start}
        </button>
      )}
      <button type="button" class="small" onClick={() => setAsked(true)}>
        <Icon name="refresh" />
        {words.anew.start}
      </button>
    </div>
  );
}
