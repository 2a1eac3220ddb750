/** One account alone: a new one, or one that is changed, with what an administrator may do about its access. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import type { Loaded } from "@moien/kit/staff/useLoaded.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { AccessActs } from "./AccessActs.tsx";
import { AccountForm } from "./AccountForm.tsx";
import { StateTags } from "./AccountTable.tsx";
import { addAccount, changeAccount, type Choices, type Link, type ListedAccount, type Skills } from "./accounts.ts";
import { refusal, useAccountsWords } from "./accountsWords.ts";

interface AccountPageProps {
  /** Null for a new one. */
  account: ListedAccount | null;
  /** Whether it is the account of who is signed in. */
  own: boolean;
  choices: Loaded<Choices>;
  signedOut: () => void;
  back: () => void;
  /** Something else of it has changed; it stays open. */
  changed: (account: ListedAccount) => void;
  /** Done with it; a new one has a link. */
  saved: (account: ListedAccount, link: Link | null) => void;
}

export function AccountPage(props: AccountPageProps): JSX.Element {
  const { account, own, choices, signedOut, back, changed, saved } = props;
  const { words, staff } = useAccountsWords();
  const [problem, setProblem] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useLayoutEffect(() => heading.current?.focus(), []);

  /** Whether the name is taken already; other refusals are said above. */
  const send = async (name: string, skills: Skills): Promise<"name_taken" | null> => {
    setProblem(null);
    let outcome: Outcome<ListedAccount>;
    let link: Link | null = null;
    if (account === null) {
      const made = await addAccount(name, skills);
      if (made.done) link = made.value;
      outcome = made.done ? { done: true, value: made.value.account } : made;
    } else outcome = await changeAccount(account.id, changesOf(account, skills));
    if (outcome.done) saved(outcome.value, link);
    else if (outcome.code === "signed_out") signedOut();
    else if (outcome.code === "name_taken") return "name_taken";
    else setProblem(refusal(words, outcome.code) ?? staff.not_done);
    return null;
  };

  return (
    <>
      <button type="button" class="back-link" onClick={back}>
        <Icon name="back" />
        {words.accounts.back}
      </button>
      <h1 ref={heading} tabIndex={-1}>
        {account === null ? words.form.new : fill(words.form.change, { name: account.display_name })}
      </h1>
      {account !== null && <StateTags account={account} />}
      <AccountForm account={account} choices={choices} problem={problem} send={send} cancel={back} />
      {account !== null && (
        <AccessActs account={account} own={own} signedOut={signedOut} changed={changed} linked={saved} />
      )}
    </>
  );
}

/** Only what is another now: what the administration's own sign-in decides is then never sent. */
function changesOf(account: ListedAccount, skills: Skills): Partial<Skills> {
  const changed = Object.entries(skills).filter(([name, value]) => !same(value, account[name as keyof Skills]));
  return Object.fromEntries(changed);
}

function same(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? [...(value as string[])].sort()
      : typeof value === "object" && value !== null
        ? Object.entries(value).sort()
        : value;
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}
