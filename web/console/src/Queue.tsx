/** The tickets: who waits (in danger first, then longest), the agent's own conversations, and those of others. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { AnswerField } from "./AnswerField.tsx";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { serviceName } from "./ticket.ts";
import { useNow, waited } from "./waiting.ts";

export function Queue(): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const tickets = [...desk.tickets.value].sort(
    (a, b) => Number(inDanger(b)) - Number(inDanger(a)) || a.opened_at.localeCompare(b.opened_at),
  );
  const waiting = tickets.filter(({ state }) => state === "waiting");
  const mine = tickets.filter(({ state, mine: own }) => state === "claimed" && own);
  const selected = desk.selected.value;
  const before = useRef(selected);

  // Whoever goes back to the list goes back to the place in it.
  useEffect(() => {
    if (selected === null && before.current !== null) document.getElementById(cardId(before.current))?.focus();
    before.current = selected;
  }, [selected]);

  const others = tickets.filter(({ state, mine: own }) => state === "claimed" && !own);
  return (
    <nav class="queue" aria-label={words.queue.heading}>
      <AnswerField />
      <Announcement waiting={waiting} />
      <Section name={words.queue.waiting} tickets={waiting} empty={words.queue.nobody_waits} />
      <Section name={words.queue.mine} tickets={mine} empty={words.queue.none_mine} />
      {others.length > 0 && <Section name={words.queue.others} tickets={others} empty="" />}
    </nav>
  );
}

function inDanger({ reason }: TicketView): boolean {
  return reason === "crisis";
}

function cardId(conversation: string): string {
  return `card-${conversation}`;
}

interface SectionProps {
  name: string;
  tickets: readonly TicketView[];
  empty: string;
}

function Section({ name, tickets, empty }: SectionProps): JSX.Element {
  return (
    <section aria-label={name}>
      <h2>
        {name} <span class="amount">{tickets.length}</span>
      </h2>
      {tickets.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <ul>
          {tickets.map((ticket) => (
            <TicketCard key={ticket.ticket} ticket={ticket} />
          ))}
        </ul>
      )}
    </section>
  );
}

function TicketCard({ ticket }: { ticket: TicketView }): JSX.Element {
  const desk = useDesk();
  const { language, words, kit } = useWords();
  const now = useNow();
  const unread = desk.conversations.value.get(ticket.conversation)?.unread.value ?? 0;
  const chosen = desk.selected.value === ticket.conversation;
  return (
    <li class={chosen ? "ticket chosen" : "ticket"}>
      <button
        type="button"
        class="card"
        id={cardId(ticket.conversation)}
        aria-current={chosen ? "true" : undefined}
        onClick={() => desk.select(ticket.conversation)}
      >
        <span class="first">
          <span class="tongue">{kit.language_names[ticket.language]}</span>
          <span class="since">{waited(words.time, ticket.opened_at, now)}</span>
        </span>
        <span class={inDanger(ticket) ? "service danger" : "service"}>
          {ticket.service === null || inDanger(ticket) ? words.reason[ticket.reason] : serviceName(ticket.service)}
        </span>
        <span class="last" lang={ticket.language}>
          {ticket.last_text}
        </span>
        {ticket.mine && unread > 0 && <span class="fresh">{plural(language, unread, words.unread)}</span>}
        {ticket.state === "claimed" && !ticket.mine && ticket.agent !== null && (
          <span class="holder">{fill(words.conversation.with_agent, { agent: ticket.agent })}</span>
        )}
      </button>
      {ticket.state === "waiting" && (
        <button
          type="button"
          class="button main"
          aria-disabled={desk.connection.value !== "ready"}
          onClick={() => {
            desk.claim(ticket.ticket);
            desk.select(ticket.conversation);
          }}
        >
          {words.conversation.claim}
        </button>
      )}
    </li>
  );
}

/** Says each newly waiting ticket once; those that were there at the beginning are not news. */
function Announcement({ waiting }: { waiting: readonly TicketView[] }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const known = useRef<ReadonlySet<string> | null>(null);
  const [news, setNews] = useState<readonly { id: string; text: string }[]>([]);
  const ready = desk.connection.value === "ready";

  useEffect(() => {
    if (!ready) return;
    const before = known.current;
    known.current = new Set([...(before ?? []), ...waiting.map(({ ticket }) => ticket)]);
    if (!before) return;
    const fresh = waiting.filter(({ ticket }) => !before.has(ticket));
    if (fresh.length === 0) return;
    setNews(
      fresh.map(({ ticket, reason }) => ({
        id: ticket,
        text: fill(words.queue.new, { reason: words.reason[reason] }),
      })),
    );
  }, [ready, waiting, words]);

  return (
    <div class="unseen" aria-live="polite">
      {news.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
