/** The page of the audit log: what the staff did, and whether the log is whole. */
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { clockTime, dayHeading } from "@moien/kit/dates.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { plural } from "@moien/kit/words.ts";
import { useAccountsWords } from "./accountsWords.ts";
import { ACTIONS, fetchAudit, type Action, type AuditPage, type Entry, type Wanted } from "./audit.ts";

interface AuditProps {
  /** The session has ended. */
  signedOut: () => void;
}

const ALL: Wanted = { actor: "", action: "" };

export function Audit({ signedOut }: AuditProps): JSX.Element {
  const { language, words, staff } = useAccountsWords();
  const texts = words.audit;
  const [wanted, setWanted] = useState(ALL);
  const [actor, setActor] = useState("");
  const newest = useLoaded(
    useCallback(() => fetchAudit(wanted, null), [wanted]),
    signedOut,
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const page = newest.value;

  useEffect(() => {
    document.title = `${texts.heading} · Moien`;
  }, [texts]);
  useLayoutEffect(() => heading.current?.focus(), []);

  const older = async () => {
    const before = page?.before ?? null;
    if (page === null || before === null) return;
    const outcome = await fetchAudit(wanted, before);
    if (outcome.done) newest.set({ ...outcome.value, entries: [...page.entries, ...outcome.value.entries] });
    else if (outcome.code === "signed_out") signedOut();
  };

  return (
    <section class="sheet">
      <div class="inside">
        <h1 ref={heading} tabIndex={-1}>
          {texts.heading}
        </h1>
        <p class="about">{texts.about}</p>
        <Chain page={page} />
        <form
          class="filters"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            setWanted({ ...wanted, actor: actor.trim() });
          }}
        >
          <label for="audit-actor">{texts.actor}</label>
          <input
            id="audit-actor"
            type="search"
            autoCapitalize="none"
            spellcheck={false}
            placeholder={texts.actor_hint}
            value={actor}
            onInput={(event) => setActor(event.currentTarget.value)}
          />
          <label for="audit-action">{texts.action}</label>
          <select
            id="audit-action"
            value={wanted.action}
            onChange={(event) => setWanted({ actor: actor.trim(), action: event.currentTarget.value })}
          >
            <option value="">{texts.any_action}</option>
            {ACTIONS.map((action) => (
              <option key={action} value={action}>
                {texts.actions[action]}
              </option>
            ))}
          </select>
          <button type="submit" class="button">
            <Icon name="search" />
            {texts.show}
          </button>
        </form>
        <p class={newest.standing === "failed" ? "notice-bad" : "about"} role="status">
          {newest.standing === "failed"
            ? staff.failed
            : page === null
              ? staff.loading
              : page.entries.length === 0
                ? texts.none
                : plural(language, page.entries.length, texts.count)}
        </p>
        {newest.standing === "failed" && (
          <button type="button" class="button" onClick={newest.again}>
            {staff.try_again}
          </button>
        )}
        {page !== null && page.entries.length > 0 && <Entries entries={page.entries} />}
        {typeof page?.before === "number" && (
          <button type="button" class="button more" onClick={() => void older()}>
            {texts.older}
          </button>
        )}
      </div>
    </section>
  );
}

/** Whether the log is whole; it looks at all of it, whatever is shown. */
function Chain({ page }: { page: AuditPage | null }): JSX.Element | null {
  const texts = useAccountsWords().words.audit;
  if (page === null) return null;
  return (
    <p class={page.intact ? "notice-good chain" : "notice-bad chain"} role={page.intact ? undefined : "alert"}>
      <Icon name={page.intact ? "shield" : "alert"} />
      {page.intact ? texts.intact : texts.broken}
    </p>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }): JSX.Element {
  const { language, words } = useAccountsWords();
  const texts = words.audit;
  const now = new Date();
  return (
    <DataTable
      stacks
      caption={texts.table}
      columns={[
        { name: texts.number, number: true },
        { name: texts.at },
        { name: texts.actor },
        { name: texts.action },
        { name: texts.target },
        { name: texts.detail },
      ]}
      rows={entries.map((entry) => ({
        key: String(entry.number),
        mark: entry.action === "sign_in_failed" ? "late" : undefined,
        cells: [
          entry.number,
          <>
            <time dateTime={entry.at}>{clockTime(language, entry.at)}</time>
            <span class="about">{dayHeading(language, entry.at, now)}</span>
          </>,
          entry.actor === "" ? <span class="about">{texts.nobody}</span> : entry.actor,
          <span class="late-cell">{actionName(texts.actions, entry.action)}</span>,
          <code>{entry.target}</code>,
          <Details detail={entry.detail} />,
        ],
      }))}
    />
  );
}

/** An action that this page does not know yet comes as it is. */
function actionName(names: Record<Action, string>, action: string): string {
  return action in names ? names[action as Action] : action;
}

/** What else the log keeps of it, for those who know its fields. */
function Details({ detail }: { detail: Entry["detail"] }): JSX.Element | null {
  const kept = Object.entries(detail);
  if (kept.length === 0) return null;
  return (
    <ul class="detail" lang="en">
      {kept.map(([name, value]) => (
        <li key={name}>
          <span class="detail-name">{name}</span> {Array.isArray(value) ? value.join(", ") : String(value)}
        </li>
      ))}
    </ul>
  );
}
