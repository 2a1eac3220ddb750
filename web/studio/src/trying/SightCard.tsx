/** What the understanding saw in a text: language, decision, ranking with what each needs, entities. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../studioWords.ts";
import { Pairs } from "./Pairs.tsx";
import type { Heard, Sight, Tried } from "./schemas.ts";
import { percent, wayOf } from "./sight.ts";

export function SightCard({ tried }: { tried: Tried }): JSX.Element {
  const { language, words } = useWords();
  const texts = words.trying.sight;
  const { heard, sight } = tried;
  const asks = sight !== null && wayOf(sight, tried) === "asked";
  return (
    <section class="try-card">
      <h3>
        <Icon name="search" />
        {texts.heading}
      </h3>
      {sight === null ? (
        <p class="about">{texts.none}</p>
      ) : (
        <>
          <p class={`decision ${wayOf(sight, tried)}`}>
            <strong>{words.trying.way[wayOf(sight, tried)]}</strong>
            {words.trying.way_about[wayOf(sight, tried)]}
          </p>
          <Ranking sight={sight} />
          <Pairs
            pairs={[
              [texts.written_in, heard === null ? null : <WrittenIn key="in" heard={heard} />],
              [texts.offered, !asks ? null : <Codes key="offered" codes={sight.offered} />],
              [texts.found, sight.entities.length === 0 ? texts.nothing : <Found key="found" sight={sight} />],
              [texts.time, fill(texts.ms, { n: Math.ceil(sight.milliseconds) })],
            ]}
          />
          {sight.ask > 0 && (
            <p class="about small-print">{fill(texts.asks_from, { share: percent(sight.ask, language) })}</p>
          )}
        </>
      )}
    </section>
  );
}

function WrittenIn({ heard }: { heard: Heard }): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.trying.sight;
  if (heard.other_language !== null) return <>{fill(texts.other, { code: heard.other_language })}</>;
  if (heard.words === 0 && !heard.greeting) return <>{texts.no_words}</>;
  const share = percent(heard.confidence, language);
  return <>{fill(texts.likely, { language: kit.language_names[heard.language], share })}</>;
}

function Codes({ codes }: { codes: readonly string[] }): JSX.Element {
  return (
    <ul class="codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
  );
}

function Found({ sight }: { sight: Sight }): JSX.Element {
  return (
    <ul class="codes">
      {sight.entities.map(({ entity, value, start }) => (
        <li key={`${start}${entity}`}>
          <code>{entity}</code> {value}
        </li>
      ))}
    </ul>
  );
}

/** Bars for the eye, the same in words for everybody. */
function Ranking({ sight }: { sight: Sight }): JSX.Element {
  const { language, words } = useWords();
  const texts = words.trying.sight;
  if (sight.ranking.length === 0) return <></>;
  return (
    <>
      <h4>{texts.ranking}</h4>
      <ol class="ranking">
        {sight.ranking.map(({ intent, confidence, needed }) => (
          <li key={intent} class={confidence >= needed ? "enough" : undefined}>
            <span class="ranked">
              <code>{intent}</code>
              <span>{percent(confidence, language)}</span>
            </span>
            <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect class="ground" width="100" height="8" />
              <rect class="share" width={100 * confidence} height="8" />
              <rect class="mark" x={Math.min(99, 100 * needed)} width="0.8" height="8" />
            </svg>
            <span class="about small-print">{fill(texts.needed, { share: percent(needed, language) })}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
