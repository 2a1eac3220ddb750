/** The desk of an agent: it lives as long as they are signed in, and goes on behind the other pages. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { whoIsSignedIn, type Account } from "@moien/kit/staff/account.ts";
import { fill } from "@moien/kit/words.ts";
import { errorText } from "@moien/kit/kitWords.ts";
import { Announcer } from "./Announcer.tsx";
import { AnswerDialog } from "./AnswerDialog.tsx";
import { useWords } from "./consoleWords.ts";
import { DeskContext, useDesk } from "./context.ts";
import { Conversation } from "./Conversation.tsx";
import { Desk } from "./desk.ts";
import { waitingTickets } from "./deskState.ts";
import { Details } from "./Details.tsx";
import { Help } from "./Help.tsx";
import type { Command } from "./keys.ts";
import { KeyMark } from "./KeyMark.tsx";
import { Keyboard } from "./Keyboard.tsx";
import type { PageName } from "./pages.ts";
import { Queue } from "./Queue.tsx";
import { Search } from "./Search.tsx";
import { Settings } from "./Settings.tsx";
import { useWorkplace } from "./workplace.ts";

/** Keys that whoever has no conversation before them needs. */
const HINTS: readonly Command[] = ["take_next", "down", "own", "search", "help"];

interface DeskPageProps {
  account: Account;
  leave: () => void;
  page: PageName;
}

export function DeskPage({ account, leave, page }: DeskPageProps): JSX.Element {
  const workplace = useWorkplace();
  const [searched, setSearched] = useState(false);
  const [desk] = useState(() => {
    const url = new URL("/ws/agent", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return new Desk({
      url: url.href,
      account: account.name,
      signedOut: leave,
      stillSignedIn: async () => {
        const answer = await whoIsSignedIn();
        return !("problem" in answer && answer.problem === "wrong");
      },
    });
  });

  useEffect(() => {
    workplace.desk.value = desk;
    desk.start();
    return () => {
      workplace.desk.value = null;
      desk.stop();
    };
  }, [workplace, desk]);

  useEffect(() => {
    if (page === "search") setSearched(true);
  }, [page]);

  return (
    <DeskContext.Provider value={desk}>
      <LostBanner />
      <Notice />
      <Announcer />
      <Keyboard aside={page !== "desk"} />
      <Arrangement aside={page !== "desk"} supervises={account.roles.includes("supervisor")} />
      {(searched || page === "search") && (
        <Search
          aside={page !== "search"}
          open={(conversation) => {
            desk.select(conversation);
            location.hash = "#desk";
          }}
        />
      )}
      {workplace.overlay.value === "help" && <Help />}
      {workplace.overlay.value === "settings" && <Settings />}
    </DeskContext.Provider>
  );
}

function Arrangement({ aside, supervises }: { aside: boolean; supervises: boolean }): JSX.Element {
  const desk = useDesk();
  const { switches } = useWorkplace();
  const { words } = useWords();
  const selected = desk.selected.value;
  const conversation = selected === null ? undefined : desk.conversations.value.get(selected);
  const shown = desk.shownAnswer.value;
  useTitle();

  // Whoever comes from another page to a conversation begins there.
  useEffect(() => {
    if (!aside && document.activeElement === document.body) document.getElementById("conversation")?.focus();
  }, [aside]);

  const looks = [
    "desk",
    conversation && "chosen",
    desk.detailsInPlace.value && "details-in-place",
    !switches.details.on.value && "without-details",
  ];
  return (
    <div class={looks.filter(Boolean).join(" ")} hidden={aside}>
      <h1 class="unseen">{words.page}</h1>
      <Queue supervises={supervises} />
      {conversation ? (
        <>
          <Conversation key={conversation.id} conversation={conversation} />
          <Details conversation={conversation} />
        </>
      ) : (
        <Pick />
      )}
      {shown !== null && <AnswerDialog key={shown} code={shown} />}
    </div>
  );
}

/** While no conversation is shown: how to come to one. */
function Pick(): JSX.Element {
  const { switches } = useWorkplace();
  const { conversation, keyboard } = useWords().words;
  return (
    <div class="pick">
      <Icon name="chat" />
      <p>{conversation.pick}</p>
      {switches.keys.on.value && (
        <dl class="key-list">
          {HINTS.map((command) => (
            <div key={command}>
              <dt>
                <KeyMark command={command} />
              </dt>
              <dd>{keyboard.commands[command]}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** The window's title counts what waits for the agent: new messages in their conversations, then who is in the queue. */
function useTitle(): void {
  const desk = useDesk();
  const { words } = useWords();
  const unread = [...desk.conversations.value.values()].reduce((sum, { unread: some }) => sum + some.value, 0);
  const waiting = waitingTickets(desk.state.value).filter(({ fits }) => fits).length;
  useEffect(() => {
    const parts = [
      unread > 0 && fill(words.title_unread, { n: unread }),
      waiting > 0 && fill(words.title_waiting, { n: waiting }),
    ];
    document.title = `${parts.filter(Boolean).join(" ")} ${words.title} · Moien`.trim();
  }, [unread, waiting, words]);
}

/** Over everything while the connection is gone: what that means for whoever is writing. */
function LostBanner(): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const lost = desk.connection.value === "lost";
  return (
    <p class={lost ? "banner" : "banner nothing"} role="alert">
      {lost && (
        <>
          <Icon name="wifiOff" />
          {words.connection.banner}
        </>
      )}
    </p>
  );
}

/** What the hub has refused, until the next thing is done. */
function Notice(): JSX.Element {
  const desk = useDesk();
  const { overlay } = useWorkplace();
  const { words, kit } = useWords();
  const problem = overlay.value === null ? desk.problem.value : null;
  return (
    <p class={problem === null ? "notice nothing" : "notice"} role="status">
      {problem !== null && (
        <>
          <Icon name="alert" />
          {problem === "none_waiting" ? words.queue.none_waiting : errorText(kit, problem)}
          <button
            type="button"
            class="button square quiet"
            aria-label={words.dialog.close}
            onClick={() => (desk.problem.value = null)}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </p>
  );
}
