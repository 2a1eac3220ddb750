/** One ticket in the column of the queue. */
import type { JSX } from "preact";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { inDanger } from "./deskState.ts";
import { Since } from "./Since.tsx";
import { queueName, subject } from "./ticket.ts";
import { Tongue } from "./Tongue.tsx";

interface TicketCardProps {
  ticket: TicketView;
  /** Digit that opens it, for the agent's own conversations. */
  digit?: number | null;
  /** The first of those who wait: the one that `take next` takes. */
  next?: boolean;
}

export function TicketCard({ ticket, digit = null, next = false }: TicketCardProps): JSX.Element {
  const desk = useDesk();
  const { language, words } = useWords();
  const unread = ticket.mine ? (desk.conversations.value.get(ticket.conversation)?.unread.value ?? 0) : 0;
  const typing = desk.conversations.value.get(ticket.conversation)?.citizenTypes.holds.value ?? false;
  const chosen = desk.selected.value === ticket.conversation;
  const waits = ticket.state === "waiting";
  const marks = ["ticket", chosen && "chosen", waits && ticket.late && "late", unread > 0 && "unread"].filter(Boolean);
  return (
    <li class={marks.join(" ")}>
      <button
        type="button"
        class="card"
        id={cardId(ticket.conversation)}
        aria-current={chosen ? "true" : undefined}
        onClick={() => desk.select(ticket.conversation)}
      >
        <span class="first">
          <Tongue language={ticket.language} />
          <span class={inDanger(ticket) ? "service danger" : "service"}>
            {inDanger(ticket) && <Icon name="alert" />}
            {subject(desk, ticket, words, language)}
          </span>
          <Since at={waits ? ticket.opened_at : ticket.waiting_since} />
        </span>
        <span class="last" lang={ticket.language}>
          {ticket.last_text}
        </span>
        <span class="marks">
          {waits && ticket.late && (
            <span class="mark bad">
              <Icon name="clock" />
              {words.queue.late}
            </span>
          )}
          {ticket.service !== null && ticket.reason !== "asked" && !inDanger(ticket) && (
            <span class="mark">{words.reason[ticket.reason]}</span>
          )}
          {!ticket.mine && desk.state.value.queues.length > 1 && (
            <span class="mark">{queueName(desk, ticket.queue, language)}</span>
          )}
          {ticket.moves > 0 && <span class="mark">{plural(language, ticket.moves, words.queue.moved)}</span>}
          {!ticket.fits && <span class="mark">{words.queue.unfit}</span>}
          {!waits && !ticket.mine && ticket.agent !== null && (
            <span class="mark">
              <Icon name="agent" />
              {ticket.agent}
            </span>
          )}
          {typing && ticket.mine && <span class="mark">{words.conversation.citizen_writes}</span>}
          {unread > 0 && <span class="fresh">{plural(language, unread, words.unread)}</span>}
        </span>
      </button>
      {digit !== null && (
        <kbd class="digit" aria-hidden="true">
          {digit}
        </kbd>
      )}
      {waits && <Claim ticket={ticket} next={next} />}
    </li>
  );
}

function Claim({ ticket, next }: { ticket: TicketView; next: boolean }): JSX.Element {
  const desk = useDesk();
  const { words, language } = useWords();
  const offline = desk.connection.value !== "ready";
  return (
    <button
      type="button"
      class={next ? "button take next" : "button take"}
      aria-disabled={offline}
      aria-label={fill(words.queue.claim_one, { what: subject(desk, ticket, words, language) })}
      onClick={() => {
        if (offline) return;
        desk.claim(ticket.ticket);
        desk.select(ticket.conversation);
      }}
    >
      {words.queue.claim}
    </button>
  );
}

export function cardId(conversation: string): string {
  return `card-${conversation}`;
}
