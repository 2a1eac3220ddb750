/** The frame of console and studio: language of the page, signing in and out, and who may see what is inside. */
import type { ComponentChildren, JSX } from "preact";
import { useCallback, useEffect, useId, useRef, useState } from "preact/hooks";
import { firstSpoken, LANGUAGES, OWN_NAMES, type Language } from "../languages.ts";
import { Icon } from "../Icon.tsx";
import { pageStorage } from "../outbox.ts";
import { fill } from "../words.ts";
import { signOut, whoIsSignedIn, type Account, type Role } from "./account.ts";
import { LanguageContext, RenewContext } from "./frame.ts";
import { forgetToken, tokenOf } from "./invitation.ts";
import { Invitation } from "./Invitation.tsx";
import { SignInForm, type Credentials } from "./SignIn.tsx";
import { STAFF_WORDS } from "./staffWords.ts";

export { useLanguage } from "./frame.ts";

const LANGUAGE_KEY = "moien:staff:language";

/** Where the own account is shown; pages show `MyAccount` there. */
export const ME = "#me";

interface StaffPageProps {
  /** Name of the page; also what stands in the window's title. */
  name: "Console" | "Studio";
  /** Whoever has one of these may see the page. */
  roles: readonly Role[];
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
  const [begun, setBegun] = useState<Credentials | null>(null);
  const [token, forget] = useInvitation();
  const words = STAFF_WORDS[language];

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  useEffect(() => {
    void whoIsSignedIn().then((answer) => setAccount("account" in answer ? answer.account : null));
  }, []);

  const renew = useCallback(() => {
    void whoIsSignedIn().then((answer) => {
      if ("account" in answer) setAccount(answer.account);
    });
  }, []);

  const chooseLanguage = (chosen: Language) => {
    setLanguage(chosen);
    try {
      pageStorage("localStorage")?.setItem(LANGUAGE_KEY, chosen);
    } catch {
      // Storage is full or forbidden: the choice then lives as long as the page.
    }
  };

  const inside = account !== null && account !== "unknown" && token === null;
  const leave = useCallback(() => {
    setAccount(null);
    // A new password ends all sessions and begins one in this browser: what was open then begins anew.
    renew();
  }, [renew]);
  const enter = (entered: Account) => {
    setBegun(null);
    setAccount(entered);
    forget();
  };

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
            <a class="who" href={ME}>
              <Icon name="agent" />
              <span>
                <span class="unseen">{words.me.heading}: </span>
                {account.display_name}
              </span>
            </a>
            <button
              type="button"
              class="button sign-out"
              onClick={() => void signOut().then((done) => done && leave())}
            >
              <Icon name="leave" />
              <span>{words.sign_out}</span>
            </button>
          </>
        )}
      </header>
      <main id="content" ref={content} tabIndex={-1}>
        {token !== null ? (
          <Invitation
            key={token}
            token={token}
            enter={enter}
            leave={(credentials) => {
              setBegun(credentials);
              if (credentials !== null) setAccount(null);
              forget();
            }}
          />
        ) : account === "unknown" ? (
          <p class="alone">{words.loading}</p>
        ) : account === null ? (
          <SignInForm page={name === "Console" ? "console" : "studio"} begun={begun} enter={enter} />
        ) : roles.some((role) => account.roles.includes(role)) ? (
          <RenewContext.Provider value={renew}>{children(account, leave)}</RenewContext.Provider>
        ) : (
          <div class="alone">
            <h1 class="unseen">{name}</h1>
            <p>{fill(words.no_role, { name: account.display_name })}</p>
          </div>
        )}
      </main>
    </LanguageContext.Provider>
  );
}

/** The token of the invitation that the address names, until it is forgotten. */
function useInvitation(): [token: string | null, forget: () => void] {
  const [token, setToken] = useState(() => tokenOf(location.hash));
  useEffect(() => {
    const read = () => {
      const found = tokenOf(location.hash);
      if (found !== null) setToken(found);
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  const forget = useCallback(() => {
    if (tokenOf(location.hash) !== null) forgetToken();
    setToken(null);
  }, []);
  return [token, forget];
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
      <span class="code" aria-hidden="true">
        {language.toUpperCase()}
      </span>
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
