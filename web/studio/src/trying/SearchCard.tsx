/** How the draft's content was searched: outcome, confidence, the passages and the steps. */
import type { JSX } from "preact";
import { writtenDay } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { safeAddress } from "@moien/kit/markdown.ts";
import { PageLink, PlainText } from "@moien/kit/Text.tsx";
import { useWords } from "../studioWords.ts";
import { Pairs } from "./Pairs.tsx";
import type { Search } from "./schemas.ts";
import { percent } from "./sight.ts";

type Found = NonNullable<Search["record"]>;

export function SearchCard({ search }: { search: Search }): JSX.Element {
  const { language, words } = useWords();
  const texts = words.trying.search;
  const { record } = search;
  return (
    <section class="try-card">
      <h3>
        <Icon name="document" />
        {texts.heading}
      </h3>
      {record === null ? (
        <p class="notice-bad">{texts.away}</p>
      ) : (
        <>
          <Pairs
            pairs={[
              [texts.question, <q key="question">{record.question}</q>],
              [texts.outcome, texts.standing[record.answer.standing]],
              [texts.fits, percent(record.confidence, language)],
              [texts.model, record.model],
            ]}
          />
          <h4>{texts.passages}</h4>
          {record.passages.length === 0 ? (
            <p class="about">{texts.no_passages}</p>
          ) : (
            <ol class="passages">
              {record.passages.map((passage, index) => (
                <Passage key={index} passage={passage} />
              ))}
            </ol>
          )}
          <details>
            <summary>{texts.steps}</summary>
            <ol class="try-steps">
              {record.steps.map(({ step, status, milliseconds }, index) => (
                <li key={index}>
                  <code>{step}</code> <code>{status}</code> {Math.round(milliseconds)} ms
                </li>
              ))}
            </ol>
          </details>
        </>
      )}
    </section>
  );
}

function Passage({ passage }: { passage: Found["passages"][number] }): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.trying.search;
  const address = safeAddress(passage.link);
  return (
    <li>
      <p class="passage-head">
        <strong lang={passage.heading === "" ? undefined : passage.language}>{passage.heading || texts.summary}</strong>{" "}
        <code>{passage.page}</code>
      </p>
      <p class="about small-print">
        {kit.language_names[passage.language]} · {writtenDay(language, passage.checked)} ·{" "}
        {address === null ? (
          passage.link
        ) : (
          <PageLink href={address} hrefLang={passage.language} newTab={kit.source.new_tab}>
            {passage.link}
          </PageLink>
        )}
      </p>
      <details>
        <summary>{texts.text}</summary>
        <div lang={passage.language}>
          <PlainText text={passage.text} newTab={kit.source.new_tab} />
        </div>
      </details>
    </li>
  );
}
