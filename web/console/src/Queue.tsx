/** The column of the queue: what the agent has at the top, below it who waits, who wants to be called, and the others. */
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import { fill } from "@moien/kit/words.ts";
import { AnswerField } from "./AnswerField.tsx";
import { Callbacks } from "./Callbacks.tsx";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { orderedCallbacks, othersTickets, ownTickets, waitingTickets } from "./deskState.ts";
import { QueueHead } from "./QueueHead.tsx";
import { cardId, TicketCard } from "./TicketCard.tsx";
import { Unsent } from "./Unsent.tsx";

type Tab = "waiting" | "callbacks" | "others";

export function Queue({ supervises }: { supervises: boolean }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const own = ownTickets(desk.state.value);
  const selected = desk.selected.value;
  const before = useRef(selected);
  const id = useId();

  // Whoever goes back to the list goes back to the place in it.
  useEffect(() => {
    if (selected === null && before.current !== null) document.getElementById(cardId(before.current))?.focus();
    before.current = selected;
  }, [selected]);

  return (
    <nav class="queue" aria-label={words.queue.heading}>
      <QueueHead />
      <Unsent />
      <section class="own" aria-labelledby={`${id}own`}>
        <h2 id={`${id}own`}>
          {words.queue.mine} <Load own={own.length} />
        </h2>
        <Cards tickets={own} empty={words.queue.none_mine} numbered />
      </section>
      <Tabbed supervises={supervises} />
      <AnswerField />
    </nav>
  );
}

/** How many conversations the agent has, of how many they may have. */
function Load({ own }: { own: number }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const { me } = desk.state.value;
  if (me === null) return <span class="amount">{own}</span>;
  const full = own >= me.capacity;
  return (
    <>
      <span class={full ? "amount full" : "amount"} aria-hidden="true">
        {own}/{me.capacity}
      </span>
      <span class="unseen" id="load">
        {fill(full ? words.queue.full : words.queue.load, { n: own, max: me.capacity })}
      </span>
    </>
  );
}

/** What the agent does not have: one list at a time. */
function Tabbed({ supervises }: { supervises: boolean }): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const [chosen, setChosen] = useState<Tab>("waiting");
  const id = useId();
  const state = desk.state.value;
  const waiting = waitingTickets(state);
  const callbacks = orderedCallbacks(state);
  const others = othersTickets(state);
  const tabs: [Tab, number][] = [
    ["waiting", waiting.length],
    ["callbacks", callbacks.length],
  ];
  if (supervises || others.length > 0) tabs.push(["others", others.length]);
  const tab = tabs.some(([name]) => name === chosen) ? chosen : "waiting";

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(([name]) => name === tab);
    const next = tabs.at((at + step) % tabs.length)?.[0];
    if (next === undefined) return;
    setChosen(next);
    document.getElementById(`${id}${next}`)?.focus();
  };

  return (
    <section class="tabbed">
      <div class="tabs" role="tablist" aria-label={words.queue.lists} onKeyDown={onKeyDown}>
        {tabs.map(([name, amount]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}${name}`}
            aria-selected={name === tab}
            aria-controls={`${id}panel`}
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setChosen(name)}
          >
            {words.queue[name]} <span class="amount">{amount}</span>
          </button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id={`${id}panel`} aria-labelledby={`${id}${tab}`}>
        {tab === "waiting" && <Cards tickets={waiting} empty={words.queue.nobody_waits} />}
        {tab === "callbacks" && <Callbacks callbacks={callbacks} />}
        {tab === "others" && <Cards tickets={others} empty={words.queue.none_others} />}
      </div>
    </section>
  );
}

interface CardsProps {
  tickets: readonly TicketView[];
  empty: string;
  /** Digits open them. */
  numbered?: boolean;
}

function Cards({ tickets, empty, numbered = false }: CardsProps): JSX.Element {
  if (tickets.length === 0) return <p class="empty">{empty}</p>;
  return (
    <ul>
      {tickets.map((ticket, index) => (
        <TicketCard
          key={ticket.ticket}
          ticket={ticket}
          digit={numbered && index < 9 ? index + 1 : null}
          next={!numbered && index === 0}
        />
      ))}
    </ul>
  );
}
