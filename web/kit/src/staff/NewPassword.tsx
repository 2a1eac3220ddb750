/** Choosing a password: the rule first, then the password twice, and a look at it for whoever wants one. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fill } from "../words.ts";
import { Field } from "./Field.tsx";
import { useStaffWords } from "./frame.ts";
import { PASSWORD_LENGTH } from "./invitation.ts";

export interface Chosen {
  password: string;
  again: string;
}

export interface PasswordProblem {
  why: "too_short" | "too_long" | "mismatch";
}

/** Why a password cannot be taken, made anew each time; null when it can. */
export function problemOf({ password, again }: Chosen): PasswordProblem | null {
  const length = Array.from(password).length;
  if (length < PASSWORD_LENGTH.least) return { why: "too_short" };
  if (length > PASSWORD_LENGTH.most) return { why: "too_long" };
  return password === again ? null : { why: "mismatch" };
}

interface NewPasswordProps {
  chosen: Chosen;
  set: (chosen: Chosen) => void;
  problem: PasswordProblem | null;
}

/** Whenever there is a new problem, the focus goes where it can be mended. */
export function NewPassword({ chosen, set, problem }: NewPasswordProps): JSX.Element {
  const words = useStaffWords().password;
  const [shown, setShown] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const type = shown ? "text" : "password";
  const text = problem && fill(words[problem.why], PASSWORD_LENGTH);
  const differ = problem?.why === "mismatch";

  useEffect(() => {
    if (problem !== null) (problem.why === "mismatch" ? second : first).current?.focus();
  }, [problem]);

  return (
    <>
      <Field
        label={words.chosen}
        hint={fill(words.rule, PASSWORD_LENGTH)}
        problem={differ ? null : text}
        input={first}
        type={type}
        name="new-password"
        autoComplete="new-password"
        required
        spellcheck={false}
        value={chosen.password}
        set={(password) => set({ ...chosen, password })}
      />
      <Field
        label={words.again}
        problem={differ ? text : null}
        input={second}
        type={type}
        name="new-password-again"
        autoComplete="new-password"
        required
        spellcheck={false}
        value={chosen.again}
        set={(again) => set({ ...chosen, again })}
      />
      <label class="choice">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {words.show}
      </label>
    </>
  );
}
