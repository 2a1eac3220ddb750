/** Changing one's own password. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Account } from "./account.ts";
import { Field } from "./Field.tsx";
import { useStaffWords } from "./frame.ts";
import { changePassword } from "./me.ts";
import { NewPassword, problemOf, type Chosen, type PasswordProblem } from "./NewPassword.tsx";

interface PasswordCardProps {
  account: Account;
  signedOut: () => void;
  /** The password is another now, and other sessions are over. */
  changed: () => void;
}

const EMPTY: Chosen = { password: "", again: "" };

export function PasswordCard({ account, signedOut, changed }: PasswordCardProps): JSX.Element {
  const all = useStaffWords();
  const words = all.me.password;
  const [before, setBefore] = useState("");
  const [chosen, setChosen] = useState(EMPTY);
  const [oldProblem, setOldProblem] = useState<"wrong" | "missing" | null>(null);
  const [problem, setProblem] = useState<PasswordProblem | null>(null);
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const [waiting, setWaiting] = useState(false);
  const old = useRef<HTMLInputElement>(null);

  const refuseOld = (why: "wrong" | "missing") => {
    setOldProblem(why);
    old.current?.focus();
  };

  const submit = async () => {
    setSaid(null);
    setOldProblem(null);
    const found = problemOf(chosen);
    setProblem(found);
    if (before === "") refuseOld("missing");
    if (before === "" || found !== null) return;
    setWaiting(true);
    const outcome = await changePassword(before, chosen.password);
    setWaiting(false);
    if (outcome.done) {
      setBefore("");
      setChosen(EMPTY);
      setSaid({ text: words.done, good: true });
      changed();
    } else if (outcome.code === "signed_out") signedOut();
    else if (outcome.code === "wrong_password") refuseOld("wrong");
    else setSaid({ text: outcome.code === "too_fast" ? all.sign_in.too_fast : all.not_done, good: false });
  };

  return (
    <section class="block" aria-labelledby="me-password">
      <h2 id="me-password">{words.heading}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!waiting) void submit();
        }}
      >
        <input
          class="unseen"
          type="text"
          autoComplete="username"
          value={account.name}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <Field
          label={words.old}
          problem={oldProblem && words[oldProblem]}
          input={old}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={before}
          set={setBefore}
        />
        <NewPassword
          chosen={chosen}
          set={(next) => {
            setChosen(next);
            setProblem(null);
          }}
          problem={problem}
        />
        <button type="submit" class="button main" aria-disabled={waiting}>
          {words.submit}
        </button>
        <p class={said?.good ? "notice-good" : "notice-bad"} role="status">
          {said?.text}
        </p>
      </form>
    </section>
  );
}
