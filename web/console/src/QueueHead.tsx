/** The top of the column: taking whoever is next, how much the agent has, and every queue with its numbers. */
import type { JSX } from "preact";
import type { QueueView } from "@moien/kit/agentFrames.ts";
import { atTime } from "@moien/kit/dates.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { ownTickets } from "./deskState.ts";
import { KeyMark } from "./KeyMark.tsx";
import { Since } from "./Since.tsx";

export function QueueHead(): JSX.Element {
  const desk = useDesk();
  const { words } = useWords();
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
      {me !== null && (
        <p class={full ? "load full" : "load"} id="load">
          {fill(full ? words.queue.full : words.queue.load, { n: own, max: me.capacity })}
        </p>
      )}
      {queues.length > 0 && (
        <details class="queues" open={queues.length <= 4}>
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
    <li class={queue.waiting > 0 ? "queue-row busy" : "queue-row"}>
      <span class="name">{queue.name[language]}</span>
      <span class="amount">
        {queue.waiting}
        <span class="unseen"> {words.queue.waiting}</span>
      </span>
      {queue.longest_since === null ? <span class="since" /> : <Since at={queue.longest_since} />}
      <span class={queue.open && queue.available === 0 ? "staff none" : "staff"}>
        {queue.open ? plural(language, queue.available, words.queue.available) : closed}
      </span>
    </li>
  );
}
