/** What an administrator may do about the access of an account; each asks once more before it is done. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import { changeAccount, resetAccount, takeAway, type Link, type ListedAccount } from "./accounts.ts";
import { refusal, useAccountsWords } from "./accountsWords.ts";

interface AccessActsProps {
  account: ListedAccount;
  own: boolean;
  signedOut: () => void;
  changed: (account: ListedAccount) => void;
  /** There is a new link to hand over. */
  linked: (account: ListedAccount, link: Link) => void;
}

type Act = "reset" | "factor" | "sessions" | "deactivate" | "activate";

export function AccessActs({ account, own, signedOut, changed, linked }: AccessActsProps): JSX.Element {
  const { words, staff } = useAccountsWords();
  const texts = words.acts;
  const [asked, setAsked] = useState<Act | null>(null);
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const [waiting, setWaiting] = useState(false);
  const frame = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusKept(frame, () => heading.current);

  const acts: Act[] = [];
  if (account.local && account.active) acts.push("reset");
  if (account.second_factor) acts.push("factor");
  if (account.seen_at !== null) acts.push("sessions");
  if (!account.active) acts.push("activate");
  else if (!own) acts.push("deactivate");

  const carryOut = async (act: Act) => {
    if (waiting) return;
    setSaid(null);
    setWaiting(true);
    const outcome = await done(act);
    setWaiting(false);
    setAsked(null);
    if (outcome.done) return;
    if (outcome.code === "signed_out") signedOut();
    else setSaid({ text: refusal(words, outcome.code) ?? staff.not_done, good: false });
  };

  const done = async (act: Act): Promise<Outcome<unknown>> => {
    const say = (text: string) => setSaid({ text, good: true });
    switch (act) {
      case "reset": {
        const outcome = await resetAccount(account.id);
        if (outcome.done) {
          linked({ ...account, seen_at: null, invited_until: outcome.value.expires_at }, outcome.value);
        }
        return outcome;
      }
      case "factor": {
        const outcome = await takeAway(account.id, "second-factor");
        if (outcome.done) {
          changed({ ...account, second_factor: false });
          say(texts.factor_done);
        }
        return outcome;
      }
      case "sessions": {
        const outcome = await takeAway(account.id, "sessions");
        if (outcome.done) {
          changed({ ...account, seen_at: null });
          say(texts.sessions_done);
        }
        return outcome;
      }
      case "deactivate":
      case "activate": {
        const outcome = await changeAccount(account.id, { active: act === "activate" });
        if (outcome.done) {
          changed(outcome.value);
          say(act === "activate" ? texts.activated : texts.deactivated);
        }
        return outcome;
      }
    }
  };

  return (
    <section class="block" aria-labelledby="access" ref={frame}>
      <h2 id="access" ref={heading} tabIndex={-1}>
        {texts.heading}
      </h2>
      <ul class="access">
        {acts.map((act) => (
          <li key={act}>
            <p class="about" id={`access-${act}`}>
              {texts[`${act}_about`]}
            </p>
            {asked === act ? (
              <Really
                name={texts[act]}
                yes={texts[`${act}_yes`]}
                no={texts.no}
                waiting={waiting}
                confirm={() => void carryOut(act)}
                cancel={() => setAsked(null)}
              />
            ) : (
              <button type="button" class="button" aria-describedby={`access-${act}`} onClick={() => setAsked(act)}>
                {texts[act]}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p class={said?.good ? "notice-good" : "notice-bad"} role="status">
        {said?.text}
      </p>
    </section>
  );
}

interface ReallyProps {
  name: string;
  yes: string;
  no: string;
  waiting: boolean;
  confirm: () => void;
  cancel: () => void;
}

function Really({ name, yes, no, waiting, confirm, cancel }: ReallyProps): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div class="acts" role="group" aria-label={name}>
      <button type="button" class="button main" aria-disabled={waiting} ref={button} onClick={confirm}>
        {yes}
      </button>
      <button type="button" class="button" onClick={cancel}>
        {no}
      </button>
    </div>
  );
}
