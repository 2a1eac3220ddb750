/** The way to the login with an eID, below the message that asks for it. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { PageLink } from "@moien/kit/Text.tsx";
import { useSpeech } from "../context.ts";

/** `live`: nothing newer asks for a login. An older prompt stays in view, but does nothing any more. */
export function LoginPrompt({ live }: { live: boolean }): JSX.Element {
  const { session, words, language } = useSpeech();
  const { login } = words;
  const loggedIn = session.view.value.loggedIn;
  const step = live ? session.services.login.step.value : "idle";
  const problem = live ? session.services.login.problem.value : null;
  const usable = live && !loggedIn && session.ready.value && step === "idle";
  const frame = useRef<HTMLDivElement>(null);
  // What takes the place of a control that goes; else the log, which is around all of it.
  useFocusKept(
    frame,
    () => frame.current?.querySelector<HTMLElement>("input, button") ?? frame.current?.closest(".log") ?? null,
  );

  // What is to be done next must not lie below the edge.
  useEffect(() => {
    if (step !== "idle") frame.current?.scrollIntoView({ block: "nearest" });
  }, [step, problem]);

  return (
    <div class="login" lang={language} ref={frame}>
      {step === "idle" || step === "opening" ? (
        <button
          type="button"
          class="choice"
          aria-disabled={!usable}
          onClick={() => usable && session.services.login.begin(login.opening)}
        >
          <Icon name="lock" />
          {login.button}
          <span class="unseen"> ({login.new_window})</span>
        </button>
      ) : (
        <Elsewhere />
      )}
      {step !== "elsewhere" && step !== "checking" && (
        <p class={problem === null ? "doing" : "problem"} role="status">
          {problem !== null ? login[problem] : step === "opening" && login.opening}
        </p>
      )}
    </div>
  );
}

/** While the citizen logs in in another window: what to do there, and a place for the code if it is shown there. */
function Elsewhere(): JSX.Element {
  const { session, words, kit } = useSpeech();
  const { login } = words;
  const { step, link, problem } = session.services.login;
  const [code, setCode] = useState("");
  const id = useId();
  const checking = step.value === "checking";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        session.services.login.finish(code);
      }}
    >
      {link.value === null ? (
        <p role="status">{login.elsewhere}</p>
      ) : (
        <>
          <p role="status">{login.blocked}</p>
          <p class="way">
            <PageLink href={link.value} newTab={kit.source.new_tab}>
              {login.open}
            </PageLink>
          </p>
        </>
      )}
      <label for={`${id}code`}>{login.code}</label>
      <div class="row">
        <input
          id={`${id}code`}
          name="login-code"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellcheck={false}
          maxLength={32}
          value={code}
          aria-invalid={problem.value === "wrong_code"}
          aria-describedby={`${id}problem`}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <button type="submit" class="choice" aria-disabled={checking || code.trim() === ""}>
          {login.confirm}
        </button>
      </div>
      <p class={problem.value === null ? "doing" : "problem"} role="status" id={`${id}problem`}>
        {problem.value !== null ? login[problem.value] : checking && login.checking}
      </p>
      <button type="button" class="small" onClick={() => session.services.login.begin(login.opening)}>
        <Icon name="refresh" />
        {login.again}
      </button>
    </form>
  );
}
