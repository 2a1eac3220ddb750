/** The console as a whole: whoever is signed in gets the pages of their roles, one at a time, by `#` in the address. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Account } from "@moien/kit/staff/account.ts";
import { MyAccount } from "@moien/kit/staff/MyAccount.tsx";
import { StaffPage } from "@moien/kit/staff/StaffPage.tsx";
import { Accounts } from "./accounts/Accounts.tsx";
import { Audit } from "./accounts/Audit.tsx";
import { DeskPage } from "./DeskPage.tsx";
import { Jobs } from "./Jobs.tsx";
import { Requests } from "./privacy/Requests.tsx";
import { PAGES, ROLES, usePage } from "./pages.ts";
import { History } from "./supervision/History.tsx";
import { Overview } from "./supervision/Overview.tsx";
import { Switchboard } from "./supervision/Switchboard.tsx";
import { useWorkplace, newWorkplace, WorkplaceContext } from "./workplace.ts";
import { Ways } from "./Ways.tsx";

export function Console(): JSX.Element {
  const [workplace] = useState(newWorkplace);
  return (
    <WorkplaceContext.Provider value={workplace}>
      <StaffPage name="Console" roles={ROLES} status={<Ways />}>
        {(account, leave) => <Inside account={account} leave={leave} />}
      </StaffPage>
    </WorkplaceContext.Provider>
  );
}

const NO_DESK: ReadonlySet<string> = new Set();

function Inside({ account, leave }: { account: Account; leave: () => void }): JSX.Element {
  const workplace = useWorkplace();
  const page = usePage(account.roles);
  const desk = workplace.desk.value;

  useEffect(() => {
    workplace.account.value = account;
    return () => {
      workplace.account.value = null;
      workplace.overlay.value = null;
    };
  }, [workplace, account]);

  return (
    <>
      {PAGES.desk.some((role) => account.roles.includes(role)) && (
        <DeskPage account={account} leave={leave} page={page} />
      )}
      {page === "jobs" && (
        <Jobs
          onDesk={desk ? new Set(desk.tickets.value.map(({ conversation }) => conversation)) : NO_DESK}
          signedOut={leave}
          open={(conversation) => {
            desk?.select(conversation);
            location.hash = "#desk";
          }}
        />
      )}
      {page === "overview" && <Overview signedOut={leave} />}
      {page === "history" && <History signedOut={leave} />}
      {page === "switches" && <Switchboard signedOut={leave} />}
      {page === "requests" && <Requests signedOut={leave} />}
      {page === "accounts" && <Accounts account={account} signedOut={leave} />}
      {page === "audit" && <Audit signedOut={leave} />}
      {page === "me" && <MyAccount account={account} signedOut={leave} />}
    </>
  );
}
