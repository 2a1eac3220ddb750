/** The frame of console and studio: language of the page, signing in and out, and who may see what is inside. */
import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext, useEffect, useId, useRef, useState } from "preact/hooks";
import { firstSpoken, LANGUAGES, OWN_NAMES, type Language } from "../languages.ts";
import { Icon } from "../Icon.tsx";
import { pageStorage } from "../outbox.ts";
import { fill } from "../words.ts";
import { signIn, signOut, whoIsSignedIn, type Account } from "./account.ts";
import { STAFF_WORDS } from "./staffWords.ts";

const LANGUAGE_KEY = "moien:staff:language";

const LanguageContext = createContext<Language>("lb");

/** Language of the page, chosen by whoever works at it; apart from the languages of conversations. */
export function useLanguage(): Language {
  return useContext(LanguageContext);
}

interface StaffPageProps {
  /** Name of the page; also what stands in the window's title. */
  name: string;
  /** Whoever has one of these may see the page. */
  roles: readonly ("agent" | "owner")[];
  /** What stands in the header beside the name. */
  status?: ComponentChildren;
  /** The page for those who may see it. `leave` shows the sign-in again, for instance when the session has ended. */
  children: (account: Account, leave: () => void) => ComponentChildren;
}

export function StaffPage({ name, roles, status, children }: StaffPageProps): JSX.Element {
  const [language, setLanguage] = useState<Language>(() =>
    firstSpoken([pageStorage("localStorage")?.getItem(LANGUAGE_KEY), ...navigator.languages]),
  );
  const [account, setAccount] = useState<Account | null | "unknown">("unknown");
  const words = STAFF_WORDS[language];

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  useEffect(() => {
    void whoIsSignedIn().then((answer) => setAccount("account" in answer ? answer.account : null));
  }, []);

  const chooseLanguage = (chosen: Language) => {
    setLanguage(chosen);
    try {
      pageStorage("localStorage")?.setItem(LANGUAGE_KEY, chosen);
    } catch {
      // Storage is full or forbidden: the choice then lives as long as the page.
    }
  };

  const inside = account !== null && account !== "unknown";
  const leave = () => setAccount(null);

  // Signing in or out takes the form or the page away, and the focus with it.
  const content = useRef<HTMLElement>(null);
  useEffect(() => {
    if (account !== "unknown" && document.activeElement === document.body) content.current?.focus();
  }, [account]);

  return (
    <LanguageContext.Provider value={language}>
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <header class="bar">
        <p class="brand">
          Moien <strong>{name}</strong>
        </p>
        <div class="bar-status">{inside && status}</div>
        <LanguageMenu language={language} label={words.language} choose={chooseLanguage} />
        {inside && (
          <>
            <span class="who">
              <Icon name="agent" />
              {account.display_name}
            </span>
            <button type="button" class="button" onClick={() => void signOut().then((done) => done && leave())}>
              {words.sign_out}
            </button>
          </>
        )}
      </header>
      <main id="content" ref={content} tabIndex={-1}>
        {account === "unknown" && <p class="alone">{words.loading}</p>}
        {account === null && <SignInForm enter={setAccount} />}
        {inside &&
          (roles.some((role) => account.roles.includes(role)) ? (
            children(account, leave)
          ) : (
            <div class="alone">
              <h1 class="unseen">{name}</h1>
              <p>{fill(words.no_role, { name: account.display_name })}</p>
            </div>
          ))}
      </main>
    </LanguageContext.Provider>
  );
}

interface LanguageMenuProps {
  language: Language;
  label: string;
  choose: (language: Language) => void;
}

function LanguageMenu({ language, label, choose }: LanguageMenuProps): JSX.Element {
  const id = useId();
  return (
    <div class="language">
      <Icon name="globe" />
      <label class="unseen" for={id}>
        {label}
      </label>
      <select id={id} value={language} onChange={(event) => choose(event.currentTarget.value as Language)}>
        {LANGUAGES.map((code) => (
          <option key={code} value={code} lang={code}>
            {OWN_NAMES[code]}
          </option>
        ))}
      </select>
    </div>
  );
}

function SignInForm({ enter }: { enter: (account: Account) => void }): JSX.Element {
  const words = STAFF_WORDS[useLanguage()].sign_in;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<"wrong" | "too_fast" | "unreachable" | "missing" | null>(null);
  const [waiting, setWaiting] = useState(false);
  const id = useId();

  const submit = async () => {
    if (name === "" || password === "") {
      setProblem("missing");
      return;
    }
    setWaiting(true);
    const answer = await signIn(name, password);
    setWaiting(false);
    if ("account" in answer) enter(answer.account);
    else setProblem(answer.problem);
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
      <h1>{words.heading}</h1>
      <p class="problem" role="alert" id={`${id}problem`}>
        {problem && words[problem]}
      </p>
      <label for={`${id}name`}>{words.name}</label>
      <input
        id={`${id}name`}
        name="name"
        autoComplete="username"
        autoCapitalize="none"
        required
        value={name}
        aria-invalid={problem === "wrong" || (problem === "missing" && name === "")}
        aria-describedby={`${id}problem`}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <label for={`${id}password`}>{words.password}</label>
      <input
        id={`${id}password`}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        aria-invalid={problem === "wrong" || (problem === "missing" && password === "")}
        aria-describedby={`${id}problem`}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <button type="submit" class="button main" aria-disabled={waiting}>
        {words.submit}
      </button>
    </form>
  );
}
