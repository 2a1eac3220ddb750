/** The head of a conversation: whose matter it is, who else looks on, and what the agent may do with it as a whole. */
import type { JSX, RefObject } from "preact";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { WatchedConversation } from "./conversation.ts";
import { KeyMark } from "./KeyMark.tsx";
import { Since } from "./Since.tsx";
import { queueName, subject } from "./ticket.ts";
import { Tongue } from "./Tongue.tsx";
import { useNarrow } from "./useNarrow.ts";
import { open, useWorkplace } from "./workplace.ts";

interface ConversationHeadProps {
  conversation: WatchedConversation;
  /** What is known of its ticket, if only from before it left the desk. */
  ticket: TicketView | undefined;
  mine: boolean;
  heading: RefObject<HTMLHeadingElement | null>;
}

export function ConversationHead({ conversation, ticket, mine, heading }: ConversationHeadProps): JSX.Element {
  const desk = useDesk();
  const { language, words, kit } = useWords();
  const view = conversation.view.value;
  const tongue = view.language ?? ticket?.language;
  const others = conversation.viewers.value.filter((name) => name !== ticket?.agent);
  return (
    <header>
      <button
        type="button"
        class="button square back"
        aria-label={words.conversation.back}
        onClick={() => desk.select(null)}
      >
        <Icon name="back" />
      </button>
      <div class="title">
        <h2 id="conversation" ref={heading} tabIndex={-1}>
          {ticket
            ? subject(desk, ticket, words, language)
            : tongue && fill(words.conversation.with, { language: kit.language_names[tongue] })}
        </h2>
        <p class="facts">
          {ticket && tongue && (
            <span class="speaks">
              <Tongue language={tongue} named /> {kit.language_names[tongue]}
            </span>
          )}
          {ticket && <span>{queueName(desk, ticket.queue, language)}</span>}
          {ticket?.state === "waiting" && (
            <span class={ticket.late ? "late" : undefined}>
              {words.conversation.waiting_for} <Since at={ticket.opened_at} />
            </span>
          )}
          {view.botHelps && (
            <span class="helps">
              <Icon name="chat" />
              {words.conversation.bot_helps}
            </span>
          )}
          <span class="viewers" role="status">
            {others.length > 0 && (
              <>
                <Icon name="agent" />
                {viewersText(words.conversation.viewers, others)}
              </>
            )}
          </span>
        </p>
      </div>
      <DetailsToggle />
      {mine && <Endings conversation={conversation} />}
    </header>
  );
}

/** `Kim is watching too`, `Kim, Sam are watching too`. */
export function viewersText(texts: { one: string; other: string }, names: readonly string[]): string {
  return names.length === 1
    ? fill(texts.one, { name: names[0] ?? "" })
    : fill(texts.other, { names: names.join(", ") });
}

/** Passing the conversation on, giving it back, ending it. */
function Endings({ conversation }: { conversation: WatchedConversation }): JSX.Element {
  const desk = useDesk();
  const workplace = useWorkplace();
  const { words } = useWords();
  const offline = desk.connection.value !== "ready";
  return (
    <div class="endings">
      <button type="button" class="button" onClick={() => open(workplace, "transfer")}>
        {words.conversation.transfer}
        <KeyMark command="transfer" />
      </button>
      <button
        type="button"
        class="button"
        aria-disabled={offline}
        onClick={() => {
          if (!offline) desk.end({ type: "give_back", conversation: conversation.id });
        }}
      >
        {words.conversation.give_back}
        <KeyMark command="give_back" />
      </button>
      <button type="button" class="button main" onClick={() => open(workplace, "wrap_up")}>
        {words.conversation.close}
        <KeyMark command="close" />
      </button>
    </div>
  );
}

function DetailsToggle(): JSX.Element {
  const desk = useDesk();
  const { switches } = useWorkplace();
  const { words } = useWords();
  const narrow = useNarrow();
  const shown = narrow ? desk.detailsInPlace.value : switches.details.on.value;
  return (
    <button
      type="button"
      class="button square"
      aria-expanded={shown}
      aria-label={words.details.heading}
      title={words.details.heading}
      onClick={() => {
        if (narrow) desk.detailsInPlace.value = !shown;
        else switches.details.set(!shown);
      }}
    >
      <Icon name="columns" />
    </button>
  );
}
