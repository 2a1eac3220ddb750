/** The page of all accounts: finding one, adding one, and going on to change one. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Account } from "@moien/kit/staff/account.ts";
import { useRenew } from "@moien/kit/staff/frame.ts";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import { AccountPage } from "./AccountPage.tsx";
import { AccountTable } from "./AccountTable.tsx";
import { fetchAccounts, fetchChoices, type Link, type ListedAccount } from "./accounts.ts";
import { useAccountsWords } from "./accountsWords.ts";
import { InvitationPanel } from "./InvitationPanel.tsx";

interface AccountsProps {
  /** Who is signed in. */
  account: Account;
  /** The session has ended. */
  signedOut: () => void;
}

export function Accounts({ account, signedOut }: AccountsProps): JSX.Element {
  const { words } = useAccountsWords();
  const accounts = useLoaded(fetchAccounts, signedOut);
  const choices = useLoaded(fetchChoices, signedOut);
  const renew = useRenew();
  /** What is shown alone: an account by its id, or a new one. */
  const [open, setOpen] = useState<{ id: string | null } | null>(null);
  const [link, setLink] = useState<{ account: ListedAccount; link: Link } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = accounts.value?.find(({ id }) => id === open?.id) ?? null;

  useEffect(() => {
    document.title = `${words.accounts.heading} · Moien`;
  }, [words]);

  const alone = open !== null;
  useLayoutEffect(() => {
    // A new link takes the focus to itself.
    if (!alone && link === null) heading.current?.focus();
  }, [alone, link]);

  const put = (changed: ListedAccount) => {
    const others = (accounts.value ?? []).filter(({ id }) => id !== changed.id);
    accounts.set([...others, changed].sort(byStateAndName));
    if (changed.id === account.id) renew();
  };

  const close = () => {
    setOpen(null);
    setSaid(null);
  };

  if (open !== null && (open.id === null || shown !== null)) {
    return (
      <section class="sheet">
        <div class="narrow">
          <AccountPage
            key={open.id}
            account={shown}
            own={shown?.id === account.id}
            choices={choices}
            signedOut={signedOut}
            back={close}
            changed={put}
            saved={(changed, made) => {
              put(changed);
              setLink(made && { account: changed, link: made });
              setSaid(fill(words.form.saved, { name: changed.display_name }));
              setOpen(null);
            }}
          />
        </div>
      </section>
    );
  }
  return (
    <section class="sheet">
      <div class="inside">
        <div class="head">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {words.accounts.heading}
            </h1>
            <p class="about">{words.accounts.about}</p>
          </div>
          <button type="button" class="button main" onClick={() => setOpen({ id: null })}>
            <Icon name="plus" />
            {words.accounts.add}
          </button>
        </div>
        <p class="notice-good" role="status">
          {said}
        </p>
        {link !== null && (
          <InvitationPanel link={link.link} name={link.account.display_name} close={() => setLink(null)} />
        )}
        <List loaded={accounts} own={account.id} open={(id) => setOpen({ id })} />
      </div>
    </section>
  );
}

interface ListProps {
  loaded: ReturnType<typeof useLoaded<ListedAccount[]>>;
  own: string;
  open: (id: string) => void;
}

function List({ loaded, own, open }: ListProps): JSX.Element {
  const { language, words, staff } = useAccountsWords();
  const [wanted, setWanted] = useState("");
  const { value, standing, again } = loaded;
  if (value === null) {
    return (
      <>
        <p class={standing === "failed" ? "notice-bad" : "about"} role="status">
          {standing === "failed" ? staff.failed : staff.loading}
        </p>
        {standing === "failed" && (
          <button type="button" class="button" onClick={again}>
            {staff.try_again}
          </button>
        )}
      </>
    );
  }
  const found = value.filter((account) => fits(account, wanted));
  return (
    <>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label for="accounts-find">{words.accounts.find}</label>
        <input
          id="accounts-find"
          type="search"
          value={wanted}
          spellcheck={false}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        <p class="about" role="status">
          {found.length === 0 ? words.accounts.none : plural(language, found.length, words.accounts.count)}
        </p>
      </form>
      {found.length > 0 && <AccountTable accounts={found} own={own} open={open} />}
    </>
  );
}

function fits({ name, display_name }: ListedAccount, wanted: string): boolean {
  const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return folded(`${display_name} ${name}`).includes(folded(wanted.trim()));
}

/** As the gateway lists them: the active ones first, by name. */
function byStateAndName(one: ListedAccount, other: ListedAccount): number {
  if (one.active !== other.active) return one.active ? -1 : 1;
  return one.name < other.name ? -1 : 1;
}
