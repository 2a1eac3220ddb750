/** The conversation on the screen: who has it, the whole log, and the box to answer from. */
import type { JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { useFollowing } from "@moien/kit/following.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { TranslationBar } from "./assist/TranslationBar.tsx";
import { Composer } from "./Composer.tsx";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { WatchedConversation } from "./conversation.ts";
import { ConversationHead } from "./ConversationHead.tsx";
import { isOwn } from "./deskState.ts";
import { Entries } from "./Entries.tsx";
import { KeyMark } from "./KeyMark.tsx";
import { NoteBox } from "./NoteBox.tsx";
import { useLastTicket } from "./ticket.ts";
import { TransferDialog } from "./TransferDialog.tsx";
import { useWorkplace } from "./workplace.ts";
import { WrapUpDialog } from "./WrapUpDialog.tsx";

export function Conversation({ conversation }: { conversation: WatchedConversation }): JSX.Element {
  const desk = useDesk();
  const { overlay } = useWorkplace();
  const view = conversation.view.value;
  const ticket = desk.tickets.value.find((candidate) => candidate.conversation === conversation.id);
  const heading = useRef<HTMLHeadingElement>(null);
  const known = useLastTicket(desk, conversation.id);
  const mine = ticket !== undefined && isOwn(ticket);

  useLayoutEffect(() => heading.current?.focus(), []);

  // What lies over the desk belongs to this conversation and goes with it.
  useEffect(
    () => () => {
      if (["transfer", "wrap_up", "service"].includes(overlay.value ?? "")) overlay.value = null;
    },
    [overlay],
  );

  // Buttons come and go with the ticket; a focus that went with them comes back here.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, [mine]);

  useEffect(() => {
    const read = () => document.visibilityState === "visible" && desk.markRead(conversation.id);
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [desk, conversation, view.seq]);

  return (
    <section class="conversation" aria-labelledby="conversation">
      <ConversationHead conversation={conversation} ticket={known} mine={mine} heading={heading} />
      <TranslationBar conversation={conversation} ticket={known} />
      <Log conversation={conversation} />
      {mine ? (
        <Composer conversation={conversation} heading={heading} />
      ) : (
        <Bystander conversation={conversation} ticket={ticket} />
      )}
      {known && overlay.value === "transfer" && <TransferDialog ticket={known} />}
      {known && overlay.value === "wrap_up" && <WrapUpDialog ticket={known} />}
    </section>
  );
}

interface BystanderProps {
  conversation: WatchedConversation;
  ticket: TicketView | undefined;
}

/** In place of the box: why the agent only reads along, a note all the same, and taking over where that is possible. */
function Bystander({ conversation, ticket }: BystanderProps): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const id = useId();
  const toggle = useRef<HTMLButtonElement>(null);
  const [noting, setNoting] = useState<"begun" | "left" | null>(() =>
    desk.drafts.get(conversation.id).note === "" ? null : "left",
  );
  const offline = desk.connection.value !== "ready";
  const close = () => {
    setNoting(null);
    toggle.current?.focus();
  };
  return (
    <>
      <div class="bystander">
        <p role="status">
          {ticket?.state === "waiting"
            ? words.conversation.waits
            : ticket?.agent
              ? fill(words.conversation.with_agent, { agent: ticket.agent })
              : conversation.view.value.owner === "closed"
                ? words.conversation.over
                : words.conversation.with_bot}
        </p>
        <div class="acts">
          <button
            type="button"
            class="button begin-note"
            ref={toggle}
            aria-expanded={noting !== null}
            aria-controls={noting === null ? undefined : id}
            onClick={() => (noting === null ? setNoting("begun") : close())}
          >
            <Icon name="note" />
            {words.composer.note}
            <KeyMark command="note" />
          </button>
          {ticket?.state === "waiting" && (
            <button
              type="button"
              class="button main"
              aria-disabled={offline}
              onClick={() => {
                if (!offline) desk.claim(ticket.ticket);
              }}
            >
              {words.conversation.claim}
              <KeyMark command="claim" />
            </button>
          )}
        </div>
      </div>
      {noting !== null && <NoteBox id={id} conversation={conversation.id} fresh={noting === "begun"} close={close} />}
    </>
  );
}

function Log({ conversation }: { conversation: WatchedConversation }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const view = conversation.view.value;
  const pending = desk.pending.list.value.filter(({ frame }) => frame.conversation === conversation.id);
  const typing = conversation.citizenTypes.holds.value;
  // What was there when the log was opened is no news: it is shown from the agent's last words on.
  const opened = useRef(false);
  useEffect(() => {
    opened.current = true;
  }, []);
  const { box, onScroll, toEnd, more } = useFollowing({
    seq: view.seq,
    fresh: conversation.complete.value && opened.current,
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
