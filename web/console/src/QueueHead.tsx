/** The top of the column: taking whoever is next, and every queue with its numbers. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { QueueView } from "@moien/kit/agentFrames.ts";
import { atTime } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { ownTickets } from "./deskState.ts";
import { KeyMark } from "./KeyMark.tsx";
import { Since } from "./Since.tsx";

/** In a low window the place belongs to those who wait. */
const TALL = "(min-height: 50rem)";

export function QueueHead(): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
  const [tall] = useState(() => matchMedia(TALL).matches);
  const { me, tickets, queues } = desk.state.value;
  const own = ownTickets({ tickets }).length;
  const waiting = tickets.filter(({ state, fits }) => state === "waiting" && fits).length;
  const full = me !== null && own >= me.capacity;
  const idle = desk.connection.value !== "ready" || waiting === 0 || full;
  return (
    <div class="queue-head">
      <button
        type="button"
        class="button main take-next"
        aria-disabled={idle}
        aria-describedby="load"
        onClick={() => {
          if (!idle) desk.takeNext();
        }}
      >
        {words.queue.take_next}
        <KeyMark command="take_next" />
      </button>
      {queues.length > 0 && (
        <details class="queues" open={queues.length <= 4 && tall}>
          <summary>{words.queue.queues}</summary>
          <ul>
            {queues.map((queue) => (
              <QueueRow key={queue.queue} queue={queue} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function QueueRow({ queue }: { queue: QueueView }): JSX.Element {
  const { language, words } = useWords();
  const closed =
    queue.opens_at === null
      ? words.queue.closed
      : fill(words.queue.opens, { when: atTime(language, queue.opens_at, new Date()) });
  return (
    <li class={`queue-row${queue.waiting > 0 ? " busy" : ""}${queue.open ? "" : " closed"}`}>
      <span class="name">{queue.name[language]}</span>
      <span class="amount">
        {queue.waiting}
        <span class="unseen"> {words.queue.waiting}</span>
      </span>
      {queue.longest_since === null ? <span class="since" /> : <Since at={queue.longest_since} />}
      {queue.open ? (
        <span class={queue.available === 0 ? "staff none" : "staff"}>
          <Icon name="agent" />
          <span aria-hidden="true">{queue.available}</span>
          <span class="unseen">{plural(language, queue.available, words.queue.available)}</span>
        </span>
      ) : (
        <span class="staff">{closed}</span>
      )}
    </li>
  );
}
