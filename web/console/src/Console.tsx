/** The console as a whole: the desk, which lives as long as an agent is signed in, and the page of all jobs. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { whoIsSignedIn } from "@moien/kit/staff/account.ts";
import { StaffPage } from "@moien/kit/staff/StaffPage.tsx";
import { fill } from "@moien/kit/words.ts";
import { AnswerDialog } from "./AnswerDialog.tsx";
import { useWords } from "./consoleWords.ts";
import { DeskContext, useDesk } from "./context.ts";
import { Conversation } from "./Conversation.tsx";
import { Desk } from "./desk.ts";
import { Details } from "./Details.tsx";
import { Jobs } from "./Jobs.tsx";
import { Queue } from "./Queue.tsx";

/** The desk of whoever is signed in, for the bar at the top, which stands outside. */
const current = signal<Desk | null>(null);

const NO_DESK: ReadonlySet<string> = new Set();

type View = "desk" | "jobs";

export function Console(): JSX.Element {
  const view = useView();
  return (
    <StaffPage name="Console" roles={["agent", "owner"]} status={<BarStatus view={view} />}>
      {(account, leave) =>
        account.roles.includes("agent") ? (
          <DeskPage account={account.name} leave={leave} aside={view === "jobs"} />
        ) : (
          <Jobs onDesk={NO_DESK} open={() => undefined} signedOut={leave} />
        )
      }
    </StaffPage>
  );
}

/** What the address names behind `#`; other places, like that of the link to the content, change nothing. */
function useView(): View {
  const [view, setView] = useState<View>(location.hash === "#jobs" ? "jobs" : "desk");
  useEffect(() => {
    const read = () => {
      if (location.hash === "#jobs") setView("jobs");
      else if (location.hash === "#desk" || location.hash === "") setView("desk");
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return view;
}

interface DeskPageProps {
  account: string;
  leave: () => void;
  /** The desk lies aside, but goes on, while the jobs are shown. */
  aside: boolean;
}

function DeskPage({ account, leave, aside }: DeskPageProps): JSX.Element {
  const [desk] = useState(() => {
    const url = new URL("/ws/agent", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return new Desk({
      url: url.href,
      account,
      signedOut: leave,
      stillSignedIn: async () => {
        const answer = await whoIsSignedIn();
        return !("problem" in answer && answer.problem === "wrong");
      },
    });
  });

  useEffect(() => {
    current.value = desk;
    desk.start();
    return () => {
      current.value = null;
      desk.stop();
    };
  }, [desk]);

  return (
    <DeskContext.Provider value={desk}>
      <Arrangement aside={aside} />
      {aside && (
        <Jobs
          onDesk={new Set(desk.tickets.value.map(({ conversation }) => conversation))}
          signedOut={leave}
          open={(conversation) => {
            desk.select(conversation);
            location.hash = "#desk";
          }}
        />
      )}
    </DeskContext.Provider>
  );
}

function Arrangement({ aside }: { aside: boolean }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const selected = desk.selected.value;
  const conversation = selected === null ? undefined : desk.conversations.value.get(selected);
  const shown = desk.shownAnswer.value;
  const unread = [...desk.conversations.value.values()].reduce((sum, { unread: some }) => sum + some.value, 0);

  useEffect(() => {
    document.title = `${unread > 0 ? fill(words.title_unread, { n: unread }) : words.title} · Moien`;
  }, [unread, words]);

  // Whoever comes from the jobs to a conversation begins there.
  useEffect(() => {
    if (!aside && document.activeElement === document.body) document.getElementById("conversation")?.focus();
  }, [aside]);

  return (
    <div class={conversation ? "desk chosen" : "desk"} hidden={aside}>
      <h1 class="unseen">{words.page}</h1>
      <Queue />
      {conversation ? (
        <>
          <Conversation key={conversation.id} conversation={conversation} />
          <Details conversation={conversation} />
        </>
      ) : (
        <p class="pick">{words.conversation.pick}</p>
      )}
      {shown !== null && <AnswerDialog key={shown} code={shown} />}
    </div>
  );
}

/** The ways around for whoever has a desk, and how its connection stands. */
function BarStatus({ view }: { view: View }): JSX.Element | null {
  const { words } = useWords();
  if (current.value === null) return null;
  const there = (way: View) => (way === view ? "page" : undefined);
  return (
    <div class="bar-inside">
      <nav class="ways" aria-label={words.jobs.nav}>
        <a href="#desk" aria-current={there("desk")}>
          {words.jobs.desk}
        </a>
        <a href="#jobs" aria-current={there("jobs")}>
          {words.jobs.heading}
        </a>
      </nav>
      <Connection />
    </div>
  );
}

/** How the connection stands, always in words. */
function Connection(): JSX.Element | null {
  const { words } = useWords();
  const state = current.value?.connection.value;
  if (state === undefined) return null;
  return (
    <p class={`link ${state}`} role="status">
      <Icon name={state === "ready" ? "check" : state === "lost" ? "wifiOff" : "clock"} />
      {words.connection[state]}
    </p>
  );
}
