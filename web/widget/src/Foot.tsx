/** Below the log: waiting for a person, where to write, and what is always there: a person, the end, a fresh start. */
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { Composer, type Writable } from "./Composer.tsx";
import { useSpeech } from "./context.ts";
import { Missing } from "./Missing.tsx";
import { fetchedParts } from "./fetchedParts.ts";

interface FootProps {
  focus: Writable;
  /** Takes the focus when a button here disappears; not the input on a phone: its keyboard would pop up. */
  rescue: RefObject<HTMLElement | null>;
}

export function Foot({ focus, rescue }: FootProps): JSX.Element {
  const { session } = useSpeech();
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
      const button = frame.current?.querySelector<HTMLElement>(waiting ? ".ways .call" : ".actions .end");
      (button ?? focus.current)?.focus();
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
  const parts = waiting || done ? fetchedParts() : null;
  // Where to write never goes before something else is there.
  const here = !!parts;
  useEffect(() => {
    if (done) frame.current?.querySelector<HTMLElement>(".score")?.focus();
    else setDone(false);
  }, [done, parts]);

  const back = () => {
    returns.current = true;
    session.person.refused.value = null;
    setWantsCall(false);
  };

  return (
    <div class="foot" ref={frame}>
      {parts &&
        (calls ? <parts.CallbackForm back={back} /> : waiting && <parts.Waiting call={() => setWantsCall(true)} />)}
      {parts && done && <parts.ScoreForm />}
      <Missing part={parts} />
      {/* What was written before stays. */}
      <div hidden={calls && here}>
        <div hidden={done && here}>
          <Composer focus={focus} />
        </div>
        <Actions
          withBot={withBot}
          done={done}
          end={(ends) => {
            returns.current = !ends;
            setDone(ends);
          }}
          focus={focus}
        />
      </div>
    </div>
  );
}

interface ActionsProps {
  withBot: boolean;
  /** The citizen says how it was. */
  done: boolean;
  end: (ends: boolean) => void;
  focus: Writable;
}

/** The way to a person, to the end once something was said, and to a fresh start: at once, or at the end. */
function Actions({ withBot, done, end, focus }: ActionsProps): JSX.Element {
  const { session, words } = useSpeech();
  const [asked, setAsked] = useState(false);
  const answer = useRef<HTMLButtonElement>(null);
  const spoke = session.view.value.items.some((item) => item.kind === "message" && item.author === "citizen");

  useEffect(() => {
    if (asked) answer.current?.focus();
  }, [asked]);

  if (asked) {
    const leave = (anew: boolean) => {
      if (anew) {
        session.beginAnew();
        end(false);
      }
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
  const action = (icon: IconName, text: string, act: () => void, name?: string) => (
    <button key={text} type="button" class={name ? `small ${name}` : "small"} onClick={act}>
      <Icon name={icon} />
      {text}
    </button>
  );
  return (
    <div class="actions">
      {done && action("back", words.done.back, () => end(false))}
      {withBot && !done && action("agent", words.person_wanted.ask, () => session.person.ask())}
      {withBot && spoke && !done
        ? action("check", words.done.start, () => end(true), "end")
        : action("refresh", words.anew.start, () => setAsked(true))}
    </div>
  );
}
