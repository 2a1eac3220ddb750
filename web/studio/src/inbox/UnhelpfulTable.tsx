/** Answers that did not help somebody, by what they rest on and their language. */
import type { JSX } from "preact";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import type { FileView } from "../api.ts";
import { fileHash } from "../places.ts";
import { useWords } from "../studioWords.ts";
import type { UnhelpfulAnswer } from "./api.ts";
import { serviceName } from "./targets.ts";

interface UnhelpfulTableProps {
  answers: readonly UnhelpfulAnswer[];
  files: readonly FileView[];
}

export function UnhelpfulTable({ answers, files }: UnhelpfulTableProps): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.inbox;
  if (answers.length === 0) return <p class="notice-plain">{texts.none_unhelpful}</p>;
  return (
    <DataTable
      caption={texts.unhelpful}
      stacks
      columns={[
        { name: texts.column.answer },
        { name: texts.column.language },
        { name: texts.column.unhelpful, number: true },
        { name: texts.column.helpful, number: true },
        { name: texts.column.questions },
      ]}
      rows={answers.map((answer, place) => ({
        key: String(place),
        cells: [
          answer.service === null ? (
            answer.title || texts.no_source
          ) : (
            <a href={fileHash(`catalogue/${answer.service}.yaml`)}>{serviceName(files, answer.service, language)}</a>
          ),
          kit.language_names[answer.language],
          answer.unhelpful,
          answer.helpful,
          answer.questions.length > 0 && (
            <ul class="questions">
              {answer.questions.map((question) => (
                <li key={question} lang={answer.language}>
                  {question}
                </li>
              ))}
            </ul>
          ),
        ],
      }))}
    />
  );
}
