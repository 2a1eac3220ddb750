/** The record of an answer for people: the question, the answer as given, what it rests on, and each step. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { clockTime, dayHeading, writtenDay } from "@moien/kit/dates.ts";
import { safeAddress } from "@moien/kit/markdown.ts";
import { originData, Provenance, Sources } from "@moien/kit/parts.tsx";
import { Markdown, PageLink, PlainText } from "@moien/kit/Text.tsx";
import { fill } from "@moien/kit/words.ts";
import type { AnswerRecord as Answered, StoredAnswer, UsedPassage } from "./answers.ts";
import { useWords } from "./consoleWords.ts";
import { Row } from "./Row.tsx";
import { serviceName } from "./ticket.ts";

export function AnswerRecord({ at, record }: StoredAnswer): JSX.Element {
  const { language, words, kit } = useWords();
  const { answer } = words;
  const given = record.answer;
  return (
    <>
      <dl>
        <Row name={answer.question}>
          <q lang={record.language}>{record.question}</q>
        </Row>
        <Row name={answer.language}>{kit.language_names[record.language]}</Row>
        <Row name={answer.at}>
          {dayHeading(language, at, new Date())}, {clockTime(language, at)}
        </Row>
        <Row name={answer.confidence}>{fill(answer.percent, { n: Math.round(100 * record.confidence) })}</Row>
        {given.services.length > 0 && (
          <Row name={answer.services}>{given.services.map((service) => serviceName(service)).join(", ")}</Row>
        )}
        {given.intent !== null && <Row name={answer.intent}>{serviceName(given.intent)}</Row>}
        <Row name={answer.model}>{record.model ?? answer.no_model}</Row>
        {record.model !== null && (
          <Row name={answer.verdict}>{given.origin === "llm" ? answer.shown : answer.not_shown}</Row>
        )}
      </dl>
      {record.faults.length > 0 && <Faults faults={record.faults} />}
      {(given.text !== "" || given.citations.length > 0) && <Given record={record} />}
      <h3>{answer.passages}</h3>
      {record.passages.length === 0 ? (
        <p>{answer.no_passages}</p>
      ) : (
        <ol class="passages">
          {record.passages.map((passage, index) => (
            <Passage key={index} passage={passage} />
          ))}
        </ol>
      )}
      <Steps steps={record.steps} />
    </>
  );
}

function Faults({ faults }: { faults: Answered["faults"] }): JSX.Element {
  const { answer } = useWords().words;
  const kinds: Record<string, string> = answer.fault;
  const lineOf = (fault: string) => {
    const [kind = "", ...what] = fault.split(": ");
    const named = kinds[kind];
    return named === undefined ? fault : fill(answer.fault_line, { fault: named, what: what.join(": ") });
  };
  return (
    <>
      <h3>{answer.faults}</h3>
      <ul>
        {faults.map((fault, index) => (
          <li key={index}>{lineOf(fault)}</li>
        ))}
      </ul>
    </>
  );
}

function Given({ record }: { record: Answered }): JSX.Element {
  const { language, words, kit } = useWords();
  const given = record.answer;
  const written = given.source_language ?? record.language;
  return (
    <>
      <h3>{words.answer.given}</h3>
      <div class="bubble" lang={written} {...originData(given.origin)}>
        <Markdown text={given.text} newTab={kit.source.new_tab} />
        {given.citations.length > 0 && (
          <Sources citations={given.citations} textLanguage={written} language={language} />
        )}
        <Provenance item={{ origin: given.origin, model: given.model, code: null }} language={language} />
      </div>
    </>
  );
}

function Passage({ passage }: { passage: UsedPassage }): JSX.Element {
  const { language, words, kit } = useWords();
  const { answer } = words;
  const address = safeAddress(passage.link);
  return (
    <li>
      <h4 lang={passage.heading === "" ? undefined : passage.language}>{passage.heading || answer.summary}</h4>
      <dl>
        <Row name={answer.page}>
          {serviceName(passage.page)} ({kit.language_names[passage.language]})
        </Row>
        <Row name={answer.version}>
          <code>{passage.version}</code>
        </Row>
        <Row name={answer.checked}>{writtenDay(language, passage.checked)}</Row>
        <Row name={answer.link}>
          {address === null ? (
            passage.link
          ) : (
            <PageLink href={address} newTab={kit.source.new_tab}>
              {passage.link}
            </PageLink>
          )}
        </Row>
      </dl>
      <details>
        <summary>{answer.text}</summary>
        <div lang={passage.language}>
          <PlainText text={passage.text} newTab={kit.source.new_tab} />
        </div>
      </details>
    </li>
  );
}

function Steps({ steps }: { steps: Answered["steps"] }): JSX.Element {
  const { answer } = useWords().words;
  const names: Record<string, string> = answer.step;
  const endings: Record<string, string> = answer.status;
  const id = useId();
  return (
    <>
      <h3 id={id}>{answer.steps}</h3>
      <table aria-labelledby={id}>
        <thead>
          <tr>
            <th scope="col">{answer.step_name}</th>
            <th scope="col">{answer.ended}</th>
            <th scope="col">ms</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ step, status, milliseconds }) => (
            <tr key={step}>
              <th scope="row">{names[step] ?? step}</th>
              <td>{endings[status] ?? status}</td>
              <td>{Math.round(milliseconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
