/** The console as a whole: the desk lives as long as an agent is signed in. */
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
import { Queue } from "./Queue.tsx";

/** The desk of whoever is signed in, for the bar at the top, which stands outside. */
const current = signal<Desk | null>(null);

export function Console(): JSX.Element {
  return (
    <StaffPage name="Console" role="agent" status={<Connection />}>
      {(account, leave) => <DeskPage account={account.name} leave={leave} />}
    </StaffPage>
  );
}

function DeskPage({ account, leave }: { account: string; leave: () => void }): JSX.Element {
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
      <Arrangement />
    </DeskContext.Provider>
  );
}

function Arrangement(): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const selected = desk.selected.value;
  const conversation = selected === null ? undefined : desk.conversations.value.get(selected);
  const shown = desk.shownAnswer.value;
  const unread = [...desk.conversations.value.values()].reduce((sum, { unread: some }) => sum + some.value, 0);

  useEffect(() => {
    document.title = `${unread > 0 ? fill(words.title_unread, { n: unread }) : words.title} · Moien`;
  }, [unread, words]);

  return (
    <div class={conversation ? "desk chosen" : "desk"}>
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
