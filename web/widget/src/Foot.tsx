/** Below the log: waiting for a person, where to write, and what is always there: a person, and a fresh start. */
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { CallbackForm } from "./CallbackForm.tsx";
import { Composer, type Writable } from "./Composer.tsx";
import { useSpeech } from "./context.ts";
import { Waiting } from "./Waiting.tsx";

interface FootProps {
  focus: Writable;
  /** Takes the focus when a button here disappears; not the input on a phone: its keyboard would pop up. */
  rescue: RefObject<HTMLElement | null>;
}

export function Foot({ focus, rescue }: FootProps): JSX.Element {
  const { session } = useSpeech();
  const { owner } = session.view.value;
  const [wantsCall, setWantsCall] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const returns = useRef(false);
  const waiting = owner === "queue";
  // A request that is refused after the page was loaded anew is to be put right as well.
  const calls = waiting && (wantsCall || session.person.refused.value !== null);

  // Whoever leaves the form goes back to the button that opened it.
  useLayoutEffect(() => {
    if (!calls && returns.current) frame.current?.querySelector<HTMLElement>(".ways .call")?.focus();
    returns.current = false;
  }, [calls]);
  useFocusKept(frame, () => rescue.current);

  useEffect(() => {
    if (!waiting) setWantsCall(false);
  }, [waiting]);

  const back = () => {
    returns.current = true;
    session.person.refused.value = null;
    setWantsCall(false);
  };

  return (
    <div class="foot" ref={frame}>
      {calls ? <CallbackForm back={back} /> : waiting && <Waiting call={() => setWantsCall(true)} />}
      {/* What was written before stays. */}
      <div hidden={calls}>
        <Composer focus={focus} />
        <Actions withBot={owner === "bot" || owner === "closed"} focus={focus} />
      </div>
    </div>
  );
}

/** Always there: the way to a person, and a fresh start. */
function Actions({ withBot, focus }: { withBot: boolean; focus: Writable }): JSX.Element {
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
      <button type="button" class="small" onClick={() => setAsked(true)}>
        <Icon name="refresh" />
        {words.anew.start}
      </button>
    </div>
  );
}
