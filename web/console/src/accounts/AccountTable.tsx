/** All accounts at a glance. */
import type { ComponentChildren, JSX } from "preact";
import { momentOf } from "@moien/kit/dates.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import type { ListedAccount } from "./accounts.ts";
import { useAccountsWords } from "./accountsWords.ts";

interface AccountTableProps {
  accounts: readonly ListedAccount[];
  /** Id of who is signed in. */
  own: string;
  open: (id: string) => void;
}

export function AccountTable({ accounts, own, open }: AccountTableProps): JSX.Element {
  const { language, words, staff } = useAccountsWords();
  const texts = words.accounts;
  const now = new Date();
  const row = (account: ListedAccount): ComponentChildren[] => [
    <>
      {account.display_name}
      {account.id === own && <span class="tag">{texts.you}</span>}
      <span class="about">{account.name}</span>
    </>,
    account.roles.map((role) => staff.roles[role]).join(", "),
    <>
      {spoken(account) || "–"}
      <span class="about">
        {account.services.length === 0
          ? texts.all_services
          : plural(language, account.services.length, texts.some_services)}
      </span>
    </>,
    <StateTags account={account} />,
    account.seen_at === null ? "–" : momentOf(language, account.seen_at, now),
    <button
      type="button"
      class="button"
      aria-label={fill(texts.edit_named, { name: account.display_name })}
      onClick={() => open(account.id)}
    >
      {texts.edit}
    </button>,
  ];
  return (
    <DataTable
      stacks
      caption={texts.heading}
      columns={[
        { name: texts.person },
        { name: texts.roles },
        { name: texts.languages },
        { name: texts.state },
        { name: texts.seen },
        { name: texts.edit, unseen: true },
      ]}
      rows={accounts.map((account) => ({
        key: account.id,
        cells: row(account),
        mark: account.active ? undefined : "dim",
      }))}
    />
  );
}

function spoken({ languages }: ListedAccount): string {
  return LANGUAGES.flatMap((code) => (languages[code] === undefined ? [] : `${code} ${languages[code]}`)).join(", ");
}

/** How an account stands, always in words. */
export function StateTags({ account }: { account: ListedAccount }): JSX.Element {
  const { language, words } = useAccountsWords();
  const texts = words.accounts;
  const { active, invited_until, local, second_factor } = account;
  return (
    <span class="tags">
      <span class={active ? "tag good" : "tag"}>
        <Icon name={active ? "check" : "close"} />
        {active ? texts.active : texts.inactive}
      </span>
      {invited_until !== null && (
        <span
          class="tag care"
          title={fill(texts.invited_until, { when: momentOf(language, invited_until, new Date()) })}
        >
          <Icon name="clock" />
          {texts.invited}
        </span>
      )}
      {!local && <span class="tag">{texts.elsewhere}</span>}
      {second_factor && (
        <span class="tag">
          <Icon name="shield" />
          {texts.factor_on}
        </span>
      )}
    </span>
  );
}
