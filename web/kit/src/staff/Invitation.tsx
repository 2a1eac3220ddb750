/** The page behind an invitation: whose account it is, choosing its password, and being signed in with it. */
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { signIn, type Account } from "./account.ts";
import { useStaffWords } from "./frame.ts";
import { acceptInvitation, openInvitation, type Invited } from "./invitation.ts";
import { NewPassword, problemOf, type Chosen, type PasswordProblem } from "./NewPassword.tsx";
import type { Credentials } from "./SignIn.tsx";

interface InvitationProps {
  token: string;
  enter: (account: Account) => void;
  /** On to the sign-in: with what was chosen, where a code is asked for as well. */
  leave: (begun: Credentials | null) => void;
}

export function Invitation({ token, enter, leave }: InvitationProps): JSX.Element {
  const words = useStaffWords();
  const [invited, setInvited] = useState<Invited | "loading" | "gone" | "failed">("loading");
  const heading = useRef<HTMLHeadingElement>(null);

  const open = useCallback(async () => {
    setInvited("loading");
    const outcome = await openInvitation(token);
    if (outcome.done) setInvited(outcome.value);
    else setInvited(outcome.code === "failed" || outcome.code === "too_fast" ? "failed" : "gone");
  }, [token]);

  useEffect(() => void open(), [open]);
  // Before whoever reads it can go on to a field.
  useLayoutEffect(() => heading.current?.focus(), [invited]);

  if (invited === "loading") {
    return (
      <p class="alone" role="status">
        {words.loading}
      </p>
    );
  }
  return (
    <div class="sign-in">
      <h1 ref={heading} tabIndex={-1}>
        {words.join.heading}
      </h1>
      {typeof invited === "object" ? (
        <ChooseForm token={token} invited={invited} enter={enter} leave={leave} gone={() => setInvited("gone")} />
      ) : (
        <>
          <p class="notice-bad" role="alert">
            {invited === "gone" ? words.join.gone : words.sign_in.unreachable}
          </p>
          {invited === "failed" && (
            <button type="button" class="button main wide-button" onClick={() => void open()}>
              {words.join.again}
            </button>
          )}
          <button type="button" class="button wide-button" onClick={() => leave(null)}>
            {words.join.to_sign_in}
          </button>
        </>
      )}
    </div>
  );
}

interface ChooseFormProps extends InvitationProps {
  invited: Invited;
  gone: () => void;
}

function ChooseForm({ token, invited, enter, leave, gone }: ChooseFormProps): JSX.Element {
  const words = useStaffWords();
  const [chosen, setChosen] = useState<Chosen>({ password: "", again: "" });
  const [problem, setProblem] = useState<PasswordProblem | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);

  const submit = async () => {
    setRefused(null);
    const found = problemOf(chosen);
    setProblem(found);
    if (found !== null) return;
    setWaiting(true);
    const outcome = await acceptInvitation(token, chosen.password);
    if (outcome.done) {
      const credentials = { name: invited.name, password: chosen.password };
      const answer = await signIn(credentials.name, credentials.password);
      if ("account" in answer) enter(answer.account);
      else leave(answer.problem === "code" ? credentials : null);
      return;
    }
    setWaiting(false);
    if (outcome.code === "failed") setRefused(words.sign_in.unreachable);
    else if (outcome.code === "too_fast") setRefused(words.sign_in.too_fast);
    else gone();
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void submit();
      }}
    >
      <p class="about">{words.join.about}</p>
      <dl class="whose">
        <div>
          <dt>{words.join.person}</dt>
          <dd>{invited.display_name}</dd>
        </div>
        <div>
          <dt>{words.join.name}</dt>
          <dd>{invited.name}</dd>
        </div>
      </dl>
      <p class="notice-bad" role="alert">
        {refused}
      </p>
      {/* Password managers keep the name that stands beside a new password. */}
      <input
        class="unseen"
        type="text"
        autoComplete="username"
        value={invited.name}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <NewPassword
        chosen={chosen}
        set={(next) => {
          setChosen(next);
          setProblem(null);
        }}
        problem={problem}
      />
      <button type="submit" class="button main wide-button" aria-disabled={waiting}>
        {words.join.submit}
      </button>
    </form>
  );
}
