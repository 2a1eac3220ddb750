/** What is known about the matter beside the conversation: why, in which language, and what has been given already. */
import type { JSX } from "preact";
import { clockTime, dayHeading } from "@moien/kit/dates.ts";
import type { Item, View } from "@moien/kit/fold.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { WatchedConversation } from "./conversation.ts";
import { jobText } from "./Entries.tsx";
import { Row } from "./Row.tsx";
import { serviceName, useLastTicket } from "./ticket.ts";

export function Details({ conversation }: { conversation: WatchedConversation }): JSX.Element {
  const desk = useDesk();
  const { language, words, kit } = useWords();
  const view = conversation.view.value;
  const ticket = useLastTicket(desk, conversation.id);
  const jobs = view.items.filter((item) => item.kind === "job");
  const { details } = words;
  const fields = Object.entries(ticket?.fields ?? {});
  const labels = fieldLabels(view);

  return (
    <aside class="details" aria-label={details.heading}>
      <h2>{details.heading}</h2>
      {ticket && (
        <dl>
          <Row name={details.reason}>{words.reason[ticket.reason]}</Row>
          <Row name={details.language}>{kit.language_names[view.language ?? ticket.language]}</Row>
          <Row name={details.waits}>
            {dayHeading(language, ticket.opened_at, new Date())}, {clockTime(language, ticket.opened_at)}
          </Row>
          <Row name={details.service}>{ticket.service === null ? details.no_service : serviceName(ticket.service)}</Row>
          {view.agent !== null && <Row name={details.agent}>{view.agent}</Row>}
        </dl>
      )}
      <h3>{details.fields}</h3>
      {fields.length === 0 ? (
        <p class="empty">{details.no_fields}</p>
      ) : (
        <dl>
          {fields.map(([name, value]) => (
            <Row key={name} name={labels.get(name) ?? serviceName(name)} lang={labels.has(name) ? view.language : null}>
              {value}
            </Row>
          ))}
        </dl>
      )}
      {jobs.length > 0 && (
        <>
          <h3>{details.jobs}</h3>
          <dl>
            {jobs.map((job) => (
              <Row key={job.job} name={serviceName(job.service)}>
                {jobText(words, kit, job)}
              </Row>
            ))}
          </dl>
        </>
      )}
    </aside>
  );
}

/** The words in which the citizen was asked for each field, as the log has them. */
export function fieldLabels(view: View): ReadonlyMap<string, string> {
  const pairs = view.items.flatMap((item: Item): [string, string][] => {
    if (item.kind !== "message") return [];
    const summary = item.summary.map((row): [string, string] => [row.field, row.label]);
    return item.field ? [[item.field.name, item.field.label], ...summary] : summary;
  });
  return new Map(pairs);
}
