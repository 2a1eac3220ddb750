/** Parts of a message that every screen shows alike: the summary of a form, a file, and the sources. */
import type { JSX } from "preact";
import { onDay } from "./dates.ts";
import type { Citation, FileShown, Origin, ShownMessage, SummaryRow } from "./frames.ts";
import { Icon } from "./Icon.tsx";
import { kitWords } from "./kitWords.ts";
import type { Language } from "./languages.ts";
import { safeAddress } from "./markdown.ts";
import { sizeText } from "./sizes.ts";
import { PageLink } from "./Text.tsx";
import { fill } from "./words.ts";

interface SummaryTableProps {
  rows: readonly SummaryRow[];
  name: string;
  /** Language of the reader's screen. */
  language: Language;
}

/** What a login gave is marked: the citizen did not write it and cannot change it. */
export function SummaryTable({ rows, name, language }: SummaryTableProps): JSX.Element {
  return (
    <table class="summary" aria-label={name}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field}>
            <th scope="row">{row.label}</th>
            <td>
              {row.value}
              {row.from_login && (
                <span class="from-login" lang={language}>
                  <Icon name="lock" />
                  {kitWords(language).from_login}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface OriginData {
  "data-origin": Origin;
  "data-ai-generated": "true" | undefined;
}

/** Attributes of a message for programs: where its text comes from, and whether AI wrote it (AI Act, article 50). */
export function originData(origin: Origin): OriginData {
  return { "data-origin": origin, "data-ai-generated": origin === "llm" ? "true" : undefined };
}

interface ProvenanceProps {
  item: Pick<ShownMessage, "origin" | "model" | "code">;
  language: Language;
  /** Shows the record of an answer to those who may see it. */
  open?: (code: string) => void;
}

/** The same for people, unless the text is the bot's own wording; and the code that finds the record of an answer. */
export function Provenance({ item, language, open }: ProvenanceProps): JSX.Element | null {
  const { origin, answer_code } = kitWords(language);
  const label = item.origin === "rule" || item.origin === "human" ? null : origin[item.origin];
  const { code } = item;
  if (label === null && code === null) return null;
  return (
    <div class="origin" lang={language}>
      {label !== null && (
        <p class={item.origin === "llm" ? "by-ai" : undefined}>
          {item.model === null ? label : `${label} (${item.model})`}
        </p>
      )}
      {code !== null && (
        <p class="answer-code">
          {open ? (
            <button type="button" aria-haspopup="dialog" onClick={() => open(code)}>
              {fill(answer_code, { code })}
            </button>
          ) : (
            fill(answer_code, { code })
          )}
        </p>
      )}
    </div>
  );
}

/** Name and size of a file. */
export function FileName({
  file,
  language,
}: {
  file: Pick<FileShown, "name" | "size">;
  language: Language;
}): JSX.Element {
  return (
    <p class="file-name">
      <Icon name="document" />
      <span>
        {file.name} <span class="file-size">{sizeText(language, file.size)}</span>
      </span>
    </p>
  );
}

interface SourcesProps {
  citations: readonly Citation[];
  /** Language of the text that cites; a page in another language is marked. */
  textLanguage: Language;
  /** Language of the reader's screen. */
  language: Language;
}

export function Sources({ citations, textLanguage, language }: SourcesProps): JSX.Element {
  const kit = kitWords(language);
  return (
    <ul class="sources" lang={language}>
      {citations.map((citation) => {
        const title = fill(kit.source.title, { title: citation.title });
        const address = safeAddress(citation.link);
        return (
          <li key={citation.link}>
            <Icon name="document" />
            <span>
              {address === null ? (
                title
              ) : (
                <PageLink href={address} hrefLang={citation.language} newTab={kit.source.new_tab}>
                  {title}
                </PageLink>
              )}
              {", "}
              {fill(kit.source.checked, { on_day: onDay(language, citation.checked) })}
              {citation.language !== textLanguage &&
                ` (${fill(kit.source.page_language, { language: kit.language_names[citation.language] })})`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
