/** Turning one's own second factor on and off. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../Icon.tsx";
import type { Account } from "./account.ts";
import { Copy } from "./Copy.tsx";
import { CodeField, codeOf } from "./Field.tsx";
import { useRenew, useStaffWords } from "./frame.ts";
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, type NewFactor } from "./me.ts";
import type { Outcome } from "./calls.ts";

interface SecondFactorProps {
  account: Account;
  signedOut: () => void;
}

export function SecondFactor({ account, signedOut }: SecondFactorProps): JSX.Element {
  const all = useStaffWords();
  const words = all.me.factor;
  const renew = useRenew();
  const [on, setOn] = useState(account.second_factor);
  const [step, setStep] = useState<NewFactor | "removing" | null>(null);
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const [waiting, setWaiting] = useState(false);
  const begin = useRef<HTMLButtonElement>(null);

  const start = async () => {
    if (waiting) return;
    setSaid(null);
    setWaiting(true);
    const outcome = await beginSecondFactor();
    setWaiting(false);
    if (outcome.done) setStep(outcome.value);
    else if (outcome.code === "signed_out") signedOut();
    else setSaid({ text: all.not_done, good: false });
  };

  const finish = (now: boolean) => {
    setOn(now);
    setStep(null);
    setSaid({ text: now ? words.turned_on : words.turned_off, good: true });
    renew();
  };

  // The form that had the focus is gone: it goes on where the form was opened.
  const wasOpen = useRef(false);
  useEffect(() => {
    if (step === null && wasOpen.current) begin.current?.focus();
    wasOpen.current = step !== null;
  }, [step]);

  return (
    <section class="block" aria-labelledby="me-factor">
      <h2 id="me-factor">
        {words.heading} <OnMark on={on} text={on ? words.on : words.off} />
      </h2>
      {step === null && (
        <>
          <p class="about">{on ? words.about_on : words.about_off}</p>
          <button
            type="button"
            class={on ? "button" : "button main"}
            ref={begin}
            aria-disabled={waiting}
            onClick={() => (on ? setStep("removing") : void start())}
          >
            {!on && <Icon name="shield" />}
            {on ? words.remove : words.begin}
          </button>
        </>
      )}
      {step === "removing" && (
        <CodeForm
          about={words.remove_about}
          submit={words.remove}
          send={removeSecondFactor}
          signedOut={signedOut}
          done={() => finish(false)}
          cancel={() => setStep(null)}
        />
      )}
      {step !== null && step !== "removing" && (
        <ol class="steps">
          <li>{words.step_app}</li>
          <li>
            {words.step_scan}
            <div class="scan">
              <img src={pictureOf(step.qr)} alt={words.qr} width="176" height="176" />
              <Copy label={words.secret} text={step.secret} shown={step.secret.replace(/(.{4})(?=.)/g, "$1 ")} />
            </div>
          </li>
          <li>
            <CodeForm
              about={words.step_code}
              submit={words.confirm}
              send={confirmSecondFactor}
              signedOut={signedOut}
              done={() => finish(true)}
              cancel={() => setStep(null)}
            />
          </li>
        </ol>
      )}
      <p class={said?.good ? "notice-good" : "notice-bad"} role="status">
        {said?.text}
      </p>
    </section>
  );
}

/** As a picture, an SVG from the gateway runs nothing and becomes no part of the page; it must name its namespace. */
function pictureOf(svg: string): string {
  const named = svg.includes("xmlns=") ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml,${encodeURIComponent(named)}`;
}

function OnMark({ on, text }: { on: boolean; text: string }): JSX.Element {
  return (
    <span class={on ? "tag good" : "tag"}>
      <Icon name={on ? "check" : "close"} />
      {text}
    </span>
  );
}

interface CodeFormProps {
  about: string;
  submit: string;
  send: (code: string) => Promise<Outcome<unknown>>;
  signedOut: () => void;
  done: () => void;
  cancel: () => void;
}

function CodeForm({ about, submit, send, signedOut, done, cancel }: CodeFormProps): JSX.Element {
  const all = useStaffWords();
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => input.current?.focus(), []);

  const refuse = (text: string) => {
    setProblem(text);
    input.current?.focus();
  };

  const check = async () => {
    const digits = codeOf(code);
    if (digits === null) {
      refuse(all.sign_in.code_missing);
      return;
    }
    setWaiting(true);
    const outcome = await send(digits);
    setWaiting(false);
    if (outcome.done) done();
    else if (outcome.code === "signed_out") signedOut();
    else if (outcome.code === "too_fast") refuse(all.sign_in.too_fast);
    else if (outcome.code === "failed") refuse(all.sign_in.unreachable);
    else refuse(all.sign_in.code_wrong);
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void check();
      }}
    >
      <CodeField label={all.me.factor.code} hint={about} problem={problem} value={code} set={setCode} input={input} />
      <div class="acts">
        <button type="submit" class="button main" aria-disabled={waiting}>
          {submit}
        </button>
        <button type="button" class="button" onClick={cancel}>
          {all.me.factor.cancel}
        </button>
      </div>
    </form>
  );
}
