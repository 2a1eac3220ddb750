/** The tables of the overview: queues, languages, agents, and who waits too long. */
import type { ComponentChildren, JSX } from "preact";
import { clockTime, momentOf } from "@moien/kit/dates.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import type { Language } from "@moien/kit/languages.ts";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../consoleWords.ts";
import { serviceName, serviceTitle } from "../ticket.ts";
import { useWorkplace } from "../workplace.ts";
import type { AgentNow, Overview, Waiting } from "./figures.ts";
import { duration } from "./numbers.ts";
import { useSupervisionWords } from "./supervisionWords.ts";

interface TableProps {
  now: Overview;
}

/** A queue that is gone from the plan has only its id. */
export function queueTitle(language: Language, queue: string, name: Record<Language, string> | null): string {
  return name === null ? queue : name[language];
}

/** How many wait, how long, and how many of them too long. */
function waitingCells(language: Language, { waiting, longest_wait, late }: Waiting): ComponentChildren[] {
  return [
    waiting,
    longest_wait === null ? "–" : duration(language, longest_wait),
    <span class="late-cell">
      {late > 0 && <Icon name="alert" />}
      {late}
    </span>,
  ];
}

function useWaitingColumns(first: string): { name: string; number?: boolean }[] {
  const texts = useSupervisionWords().words.overview;
  return [
    { name: first },
    { name: texts.waiting, number: true },
    { name: texts.longest, number: true },
    { name: texts.late_short, number: true },
    { name: texts.claimed, number: true },
  ];
}

export function QueuesTable({ now }: TableProps): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.overview;
  return (
    <DataTable
      stacks
      caption={texts.queues}
      columns={useWaitingColumns(texts.queue)}
      rows={now.queues.map(({ queue, name, now: waiting, claimed, answer_within }) => ({
        key: queue,
        mark: waiting.late > 0 ? "late" : undefined,
        cells: [
          <>
            {queueTitle(language, queue, name)}
            {answer_within !== null && (
              <span class="about whole">{fill(texts.promise, { time: duration(language, answer_within) })}</span>
            )}
          </>,
          ...waitingCells(language, waiting),
          claimed,
        ],
      }))}
    />
  );
}

export function LanguagesTable({ now }: TableProps): JSX.Element {
  const { language, words, kit } = useSupervisionWords();
  return (
    <DataTable
      stacks
      caption={words.overview.languages}
      columns={useWaitingColumns(words.overview.language)}
      rows={now.languages.map((row) => ({
        key: row.language,
        mark: row.now.late > 0 ? "late" : undefined,
        cells: [kit.language_names[row.language], ...waitingCells(language, row.now), row.claimed],
      }))}
    />
  );
}

/** What services are called, as the desk knows them. */
function useTitles(): (service: string) => string {
  const { language } = useSupervisionWords();
  const desk = useWorkplace().desk.value;
  return (service) => (desk === null ? serviceName(service) : serviceTitle(desk, service, language));
}

export function LateTable({ now }: TableProps): JSX.Element {
  const titleOf = useTitles();
  const { language, words, kit } = useSupervisionWords();
  const texts = words.overview;
  const names = new Map(now.queues.map(({ queue, name }) => [queue, queueTitle(language, queue, name)]));
  return (
    <DataTable
      stacks
      caption={texts.late_heading}
      columns={[
        { name: texts.queue },
        { name: texts.language },
        { name: texts.service },
        { name: texts.wait, number: true },
        { name: texts.promised, number: true },
      ]}
      rows={now.late.map((ticket) => ({
        key: ticket.ticket,
        mark: "late",
        cells: [
          names.get(ticket.queue) ?? ticket.queue,
          kit.language_names[ticket.language],
          ticket.service === null ? "–" : titleOf(ticket.service),
          <span class="late-cell">{duration(language, ticket.wait)}</span>,
          duration(language, ticket.answer_within),
        ],
      }))}
    />
  );
}

const PRESENCE_ICONS: Record<AgentNow["presence"], IconName> = {
  available: "check",
  busy: "chat",
  away: "clock",
  offline: "wifiOff",
};

export function AgentsTable({ now }: TableProps): JSX.Element {
  const { language, words } = useSupervisionWords();
  const { presence } = useWords().words;
  const texts = words.overview;
  return (
    <DataTable
      stacks
      caption={texts.agents}
      columns={[
        { name: texts.agent },
        { name: texts.presence },
        { name: texts.since },
        { name: texts.load },
        { name: texts.now_with },
      ]}
      rows={now.agents.map((agent) => ({
        key: agent.id,
        mark: agent.presence === "offline" ? "dim" : undefined,
        cells: [
          agent.name,
          <span class={`presence-mark ${agent.presence}`}>
            <Icon name={PRESENCE_ICONS[agent.presence]} />
            {presence[agent.presence]}
            {agent.reason !== null && `, ${presence.reasons[agent.reason]}`}
          </span>,
          agent.since === null ? "–" : momentOf(language, agent.since, new Date(now.at)),
          <Load taken={agent.conversations.length} capacity={agent.capacity} />,
          <Conversations agent={agent} />,
        ],
      }))}
    />
  );
}

/** What somebody is at, and since when. */
function Conversations({ agent }: { agent: AgentNow }): JSX.Element {
  const { language, kit } = useSupervisionWords();
  const titleOf = useTitles();
  if (agent.conversations.length === 0) return <>–</>;
  return (
    <ul class="talks">
      {agent.conversations.map(({ ticket, service, language: spoken, since }) => (
        <li key={ticket}>
          {[service === null ? [] : titleOf(service), kit.language_names[spoken], clockTime(language, since)]
            .flat()
            .join(" · ")}
        </li>
      ))}
    </ul>
  );
}

/** How much of what somebody can take is taken: in words, and as that many marks. */
function Load({ taken, capacity }: { taken: number; capacity: number }): JSX.Element {
  const { of } = useSupervisionWords().words.overview;
  return (
    <span class="workload">
      <span>{fill(of, { n: taken, of: capacity })}</span>
      <svg class="load-marks" width={capacity * 10} height="12" aria-hidden="true" focusable="false">
        {Array.from({ length: capacity }, (_, place) => (
          <rect key={place} class={place < taken ? "full" : "free"} x={place * 10 + 1} y="1" width="7" height="10" />
        ))}
      </svg>
    </span>
  );
}
