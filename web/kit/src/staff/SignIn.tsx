/** Signing in: name and password, then a code where the account has a second factor; or the administration's own. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../Icon.tsx";
import { fill } from "../words.ts";
import { signIn, singleSignOn, singleSignOnAddress, type Account } from "./account.ts";
import { CodeField, codeOf } from "./Field.tsx";
import { useStaffWords } from "./frame.ts";

/** What has been given, and is right so far. */
export interface Credentials {
  name: string;
  password: string;
}

interface SignInFormProps {
  page: "console" | "studio";
  /** Where name and password are known already, and only the code is missing. */
  begun: Credentials | null;
  enter: (account: Account) => void;
}

export function SignInForm({ page, begun, enter }: SignInFormProps): JSX.Element {
  const [given, setGiven] = useState<Credentials>(begun ?? { name: "", password: "" });
  const [step, setStep] = useState<"password" | "code">(begun ? "code" : "password");
  const [rejected, setRejected] = useState<"wrong" | null>(null);

  if (step === "code") {
    return (
      <CodeStep
        given={given}
        enter={enter}
        back={(problem) => {
          setRejected(problem);
          setGiven({ ...given, password: "" });
          setStep("password");
        }}
      />
    );
  }
  return (
    <PasswordStep
      page={page}
      given={given}
      set={setGiven}
      rejected={rejected}
      enter={enter}
      codeNeeded={() => setStep("code")}
    />
  );
}

interface PasswordStepProps {
  page: "console" | "studio";
  given: Credentials;
  set: (given: Credentials) => void;
  /** Why it is asked for once more. */
  rejected: "wrong" | null;
  enter: (account: Account) => void;
  codeNeeded: () => void;
}

function PasswordStep({ page, given, set, rejected, enter, codeNeeded }: PasswordStepProps): JSX.Element {
  const words = useStaffWords().sign_in;
  const [problem, setProblem] = useState<"wrong" | "too_fast" | "unreachable" | "missing" | null>(rejected);
  const [waiting, setWaiting] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async () => {
    if (given.name === "" || given.password === "") {
      setProblem("missing");
      (given.name === "" ? name : password).current?.focus();
      return;
    }
    setWaiting(true);
    const answer = await signIn(given.name, given.password);
    setWaiting(false);
    if ("account" in answer) enter(answer.account);
    else if (answer.problem === "code") codeNeeded();
    else setProblem(answer.problem);
  };

  const wrong = (value: string) =>
    problem === "wrong" || (problem === "missing" && value === "") ? "true" : undefined;
  const id = useId();
  return (
    <div class="sign-in">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!waiting) void submit();
        }}
      >
        <h1>{words.heading}</h1>
        <p class="notice-bad" role="alert" id={`${id}problem`}>
          {problem && words[problem]}
        </p>
        <div class="field">
          <label for={`${id}name`}>{words.name}</label>
          <input
            id={`${id}name`}
            ref={name}
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            spellcheck={false}
            required
            value={given.name}
            aria-invalid={wrong(given.name)}
            aria-describedby={`${id}problem`}
            onInput={(event) => set({ ...given, name: event.currentTarget.value })}
          />
        </div>
        <div class="field">
          <label for={`${id}password`}>{words.password}</label>
          <input
            id={`${id}password`}
            ref={password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={given.password}
            aria-invalid={wrong(given.password)}
            aria-describedby={`${id}problem`}
            onInput={(event) => set({ ...given, password: event.currentTarget.value })}
          />
        </div>
        <button type="submit" class="button main wide-button" aria-disabled={waiting}>
          {words.submit}
        </button>
      </form>
      <SingleSignOn page={page} />
    </div>
  );
}

/** The administration's own sign-in, where it has one. */
function SingleSignOn({ page }: { page: "console" | "studio" }): JSX.Element | null {
  const words = useStaffWords().sign_in;
  const [label, setLabel] = useState<string | null>(null);

  useEffect(() => void singleSignOn().then(setLabel), []);

  if (label === null) return null;
  return (
    <>
      <p class="or">
        <span>{words.or}</span>
      </p>
      <a class="button wide-button" href={singleSignOnAddress(page)}>
        <Icon name="key" />
        {fill(words.sso, { label })}
      </a>
    </>
  );
}

interface CodeStepProps {
  given: Credentials;
  enter: (account: Account) => void;
  back: (problem: "wrong" | null) => void;
}

function CodeStep({ given, enter, back }: CodeStepProps): JSX.Element {
  const words = useStaffWords().sign_in;
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<"code_wrong" | "code_missing" | "too_fast" | "unreachable" | null>(null);
  const [waiting, setWaiting] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => input.current?.focus(), []);

  const submit = async () => {
    const digits = codeOf(code);
    if (digits === null) {
      setProblem("code_missing");
      input.current?.focus();
      return;
    }
    setWaiting(true);
    const answer = await signIn(given.name, given.password, digits);
    setWaiting(false);
    if ("account" in answer) {
      enter(answer.account);
      return;
    }
    if (answer.problem === "wrong") {
      back("wrong");
      return;
    }
    setProblem(answer.problem === "code" ? "code_wrong" : answer.problem);
    if (answer.problem === "code") setCode("");
    input.current?.focus();
  };

  return (
    <form
      class="sign-in"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void submit();
      }}
    >
      <h1>{words.code_heading}</h1>
      <CodeField
        label={words.code}
        hint={words.code_about}
        problem={problem && words[problem]}
        value={code}
        set={setCode}
        input={input}
      />
      <button type="submit" class="button main wide-button" aria-disabled={waiting}>
        {words.continue}
      </button>
      <button type="button" class="button wide-button" onClick={() => back(null)}>
        {words.back}
      </button>
    </form>
  );
}
