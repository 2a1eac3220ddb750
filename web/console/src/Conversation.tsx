/** The conversation on the screen: who has it, the whole log, and the box to answer from. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { useFollowing } from "@moien/kit/following.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { Composer } from "./Composer.tsx";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { WatchedConversation } from "./conversation.ts";
import { Entries } from "./Entries.tsx";
import { useLastTicket } from "./ticket.ts";

export function Conversation({ conversation }: { conversation: WatchedConversation }): JSX.Element {
  const desk = useDesk();
  const { words, kit } = useWords();
  const view = conversation.view.value;
  const ticket = desk.tickets.value.find((candidate) => candidate.conversation === conversation.id);
  const heading = useRef<HTMLHeadingElement>(null);
  const problem = desk.problem.value;
  const known = useLastTicket(desk, conversation.id);
  const tongue = view.language ?? known?.language;
  const mine = ticket?.mine ?? false;

  useLayoutEffect(() => heading.current?.focus(), []);

  // Buttons come and go with the ticket; a focus that went with them comes back here.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, [mine]);

  useEffect(() => {
    const read = () => document.visibilityState === "visible" && conversation.read();
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [conversation, view.seq]);

  return (
    <section class="conversation" aria-labelledby="conversation">
      <header>
        <button
          type="button"
          class="button back"
          aria-label={words.conversation.back}
          onClick={() => desk.select(null)}
        >
          <Icon name="back" />
        </button>
        <h2 id="conversation" ref={heading} tabIndex={-1}>
          {tongue && fill(words.conversation.with, { language: kit.language_names[tongue] })}
        </h2>
        {mine && <Endings id={conversation.id} />}
      </header>
      <Log conversation={conversation} />
      <p class={problem === null ? "notice nothing" : "notice"} role="status">
        {problem !== null && kit.errors[problem]}
      </p>
      {mine ? (
        <Composer conversation={conversation} heading={heading} />
      ) : (
        <div class="bystander">
          <p role="status">
            {ticket?.state === "waiting"
              ? words.conversation.waits
              : ticket?.agent
                ? fill(words.conversation.with_agent, { agent: ticket.agent })
                : view.owner === "closed"
                  ? words.conversation.over
                  : words.conversation.with_bot}
          </p>
          {ticket?.state === "waiting" && (
            <button
              type="button"
              class="button main"
              aria-disabled={desk.connection.value !== "ready"}
              onClick={() => desk.claim(ticket.ticket)}
            >
              {words.conversation.claim}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** Giving the conversation away or ending it; ending asks once more, for it cannot be undone. */
function Endings({ id }: { id: string }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const [asked, setAsked] = useState(false);
  const offline = desk.connection.value !== "ready";
  const first = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (asked) first.current?.focus();
  }, [asked]);

  if (asked) {
    return (
      <div class="endings" role="group" aria-label={words.conversation.close}>
        <span>{words.conversation.close_really}</span>
        <button type="button" class="button main" ref={first} aria-disabled={offline} onClick={() => desk.close(id)}>
          {words.conversation.close_yes}
        </button>
        <button type="button" class="button" onClick={() => setAsked(false)}>
          {words.conversation.close_no}
        </button>
      </div>
    );
  }
  return (
    <div class="endings">
      <button type="button" class="button" aria-disabled={offline} onClick={() => desk.giveBack(id)}>
        {words.conversation.give_back}
      </button>
      <button type="button" class="button" onClick={() => setAsked(true)}>
        {words.conversation.close}
      </button>
    </div>
  );
}

function Log({ conversation }: { conversation: WatchedConversation }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const view = conversation.view.value;
  const pending = desk.pending.list.value.filter(({ frame }) => frame.conversation === conversation.id);
  const typing = conversation.citizenTypes.holds.value;
  const { box, onScroll, toEnd, more } = useFollowing({
    seq: view.seq,
    fresh: conversation.complete.value,
    own: pending.length,
    ownEntries: ".agent",
  });
  useFocusKept(box, () => box.current);

  const readOn = () => {
    toEnd();
    box.current?.focus();
  };

  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label={words.conversation.log}
        tabIndex={0}
        ref={box}
        onScroll={onScroll}
      >
        <div>
          <Entries conversation={conversation.id} view={view} pending={pending} />
          {typing && <p class="writing">{words.conversation.citizen_writes}</p>}
        </div>
      </div>
      {more && (
        <button type="button" class="button new-messages" onClick={readOn}>
          <Icon name="down" />
          {words.conversation.new_messages}
        </button>
      )}
    </div>
  );
}
