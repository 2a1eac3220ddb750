/** What is known about the matter beside the conversation: why, a brief of it, and what has been given already. */
import type { JSX } from "preact";
import { clockTime, dayHeading } from "@moien/kit/dates.ts";
import type { Item, View } from "@moien/kit/fold.ts";
import { Brief } from "./assist/Brief.tsx";
import { readValue } from "./assist/forms.ts";
import { useForm } from "./assist/useForm.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import type { WatchedConversation } from "./conversation.ts";
import { jobText } from "./Entries.tsx";
import { Row } from "./Row.tsx";
import { serviceName, serviceTitle, useLastTicket } from "./ticket.ts";

export function Details({ conversation }: { conversation: WatchedConversation }): JSX.Element {
  const desk = useDesk();
  const { language, words, kit } = useWords();
  const view = conversation.view.value;
  const ticket = useLastTicket(desk, conversation.id);
  const jobs = view.items.filter((item) => item.kind === "job");
  const { details } = words;

  return (
    <aside class="details" aria-label={details.heading}>
      <h2>{details.heading}</h2>
      {ticket && (
        <dl class="facts-list">
          <Row name={details.reason}>{words.reason[ticket.reason]}</Row>
          <Row name={details.language}>{kit.language_names[view.language ?? ticket.language]}</Row>
          <Row name={details.waits}>
            {dayHeading(language, ticket.opened_at, new Date())}, {clockTime(language, ticket.opened_at)}
          </Row>
          <Row name={details.service}>
            {ticket.service === null ? details.no_service : serviceTitle(desk, ticket.service, language)}
          </Row>
          {view.agent !== null && <Row name={details.agent}>{view.agent}</Row>}
        </dl>
      )}
      {ticket && <Brief key={ticket.ticket} ticket={ticket} />}
      <Fields view={view} service={ticket?.service ?? null} fields={ticket?.fields ?? {}} />
      {jobs.length > 0 && (
        <>
          <h3>{details.jobs}</h3>
          <dl>
            {jobs.map((job) => (
              <Row key={job.job} name={serviceTitle(desk, job.service, language)}>
                {jobText(words, kit, job)}
              </Row>
            ))}
          </dl>
        </>
      )}
    </aside>
  );
}

interface FieldsProps {
  view: View;
  service: string | null;
  fields: Readonly<Record<string, string>>;
}

/** What the citizen has given, worded as the form words it; as they were asked, where the form is not known. */
function Fields({ view, service, fields }: FieldsProps): JSX.Element {
  const desk = useDesk();
  const { language, words } = useWords();
  const hasForm = desk.catalogue.value?.services.some(({ id, has_form }) => has_form && id === service) ?? false;
  const given = Object.entries(fields);
  const { form } = useForm(hasForm && given.length > 0 ? service : null);
  const asked = fieldLabels(view);
  return (
    <>
      <h3>{words.details.fields}</h3>
      {given.length === 0 ? (
        <p class="empty">{words.details.no_fields}</p>
      ) : (
        <dl>
          {given.map(([name, value]) => {
            const field = form?.fields.find((candidate) => candidate.name === name);
            const label = field?.label[language];
            return (
              <Row
                key={name}
                name={label ?? asked.get(name) ?? serviceName(name)}
                lang={label === undefined && asked.has(name) ? view.language : null}
              >
                {readValue(field, value, language)}
              </Row>
            );
          })}
        </dl>
      )}
    </>
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
