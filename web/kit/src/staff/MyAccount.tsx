/** The page of one's own account: who one is, password, second factor, sessions. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { kitWords } from "../kitWords.ts";
import { LANGUAGES } from "../languages.ts";
import type { Account } from "./account.ts";
import { useLanguage, useStaffWords } from "./frame.ts";
import { PasswordCard } from "./PasswordCard.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { SessionsCard } from "./SessionsCard.tsx";
import { fetchSessions } from "./me.ts";
import { useLoaded } from "./useLoaded.ts";

interface MyAccountProps {
  account: Account;
  /** The session has ended. */
  signedOut: () => void;
}

export function MyAccount({ account, signedOut }: MyAccountProps): JSX.Element {
  const words = useStaffWords().me;
  const sessions = useLoaded(fetchSessions, signedOut);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${words.heading} · Moien`;
  }, [words]);
  useLayoutEffect(() => heading.current?.focus(), []);

  return (
    <section class="sheet">
      <div class="narrow">
        <h1 ref={heading} tabIndex={-1}>
          {words.heading}
        </h1>
        <Who account={account} />
        {account.local ? (
          <>
            <PasswordCard account={account} signedOut={signedOut} changed={sessions.again} />
            <SecondFactor account={account} signedOut={signedOut} />
          </>
        ) : (
          <p class="notice-plain">{words.elsewhere}</p>
        )}
        <SessionsCard sessions={sessions} signedOut={signedOut} />
      </div>
    </section>
  );
}

function Who({ account }: { account: Account }): JSX.Element {
  const language = useLanguage();
  const words = useStaffWords();
  const names = kitWords(language).language_names;
  const spoken = LANGUAGES.flatMap((code) => {
    const level = account.languages[code];
    return level === undefined ? [] : [`${names[code]} ${level}`];
  });
  return (
    <section class="block" aria-labelledby="me-who">
      <h2 id="me-who">{words.me.who}</h2>
      <dl class="pairs">
        <div>
          <dt>{words.me.person}</dt>
          <dd>{account.display_name}</dd>
        </div>
        <div>
          <dt>{words.me.name}</dt>
          <dd>{account.name}</dd>
        </div>
        <div>
          <dt>{words.me.roles}</dt>
          <dd>{account.roles.map((role) => words.roles[role]).join(", ")}</dd>
        </div>
        <div>
          <dt>{words.me.languages}</dt>
          <dd>{spoken.length === 0 ? words.me.no_languages : spoken.join(", ")}</dd>
        </div>
      </dl>
    </section>
  );
}
