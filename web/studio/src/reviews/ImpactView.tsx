/** What publishing would change: per language before and after, and sentence by sentence. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import type { ChangedSentence, Impact } from "../api.ts";
import { useWords } from "../studioWords.ts";
import { Conversations } from "./Conversations.tsx";
import { Counted } from "./Counted.tsx";

export function ImpactView({ impact }: { impact: Impact }): JSX.Element {
  const { words } = useWords();
  const reasons = [
    Object.values(impact.languages).some(({ worse }) => worse) && words.impact.blocked,
    impact.conversations.some(({ problem }) => problem !== "") && words.impact.blocked_conversations,
  ].filter((reason) => reason !== false);
  const compared = Object.keys(impact.languages).length > 0;
  const unchanged = impact.changed.length === 0 && impact.counted.length === 0;
  const sentences = impact.changed.length > 0 || (unchanged && (compared || impact.replayed > 0));
  return (
    <div class="impact">
      <Conversations runs={impact.conversations} />
      {reasons.map((reason) => (
        <p key={reason} class="notice-bad refused">
          <Icon name="alert" />
          {reason}
        </p>
      ))}
      {!compared && <p class="notice-plain">{words.impact.nothing_compared}</p>}
      {compared && reasons.length === 0 && <p class="notice-good">{words.impact.good}</p>}
      {compared && <Languages impact={impact} />}
      <p class="about">{fill(words.impact.replayed, { n: impact.replayed, seconds: Math.round(impact.seconds) })}</p>
      <Counted counted={impact.counted} />
      {sentences && <Sentences changed={impact.changed} />}
    </div>
  );
}

function Languages({ impact }: { impact: Impact }): JSX.Element {
  const { language, words, kit } = useWords();
  return (
    <DataTable
      stacks
      caption={words.impact.heading}
      columns={[
        { name: words.impact.language },
        { name: words.impact.before, number: true },
        { name: words.impact.after, number: true },
        { name: words.impact.change, number: true },
      ]}
      rows={LANGUAGES.flatMap((code) => {
        const found = impact.languages[code];
        if (!found) return [];
        return {
          key: code,
          mark: found.worse ? "worse" : undefined,
          cells: [
            <>
              {kit.language_names[code]}
              <span class="about">{plural(language, found.sentences, words.impact.sentences)}</span>
            </>,
            percent(found.before, language),
            percent(found.after, language),
            <Change key="change" before={found.before} after={found.after} worse={found.worse} />,
          ],
        };
      })}
    />
  );
}

function Change({ before, after, worse }: { before: number; after: number; worse: boolean }): JSX.Element {
  const { language, words } = useWords();
  const points = (after - before) * 100;
  const sign = Math.abs(points) < 0.05 ? "±" : points > 0 ? "+" : "−";
  return (
    <span class={worse ? "worse-text" : undefined}>
      {sign}
      {decimal(Math.abs(points), language)}
      {worse && (
        <>
          {" "}
          <span class="tag bad">{words.impact.verdict.worse}</span>
        </>
      )}
    </span>
  );
}

function percent(share: number, language: Language): string {
  return `${decimal(share * 100, language)} %`;
}

function decimal(number: number, language: Language): string {
  const written = number.toFixed(1);
  return language === "en" ? written : written.replace(".", ",");
}

const VERDICTS = ["worse", "different", "better"] as const;
/** So many sentences are shown at once. */
const STEP = 50;

function Sentences({ changed }: { changed: readonly ChangedSentence[] }): JSX.Element {
  const { language, words, kit } = useWords();
  const [code, setCode] = useState("");
  const [verdict, setVerdict] = useState("");
  const [most, setMost] = useState(STEP);
  const id = useId();
  if (changed.length === 0) return <p>{words.impact.unchanged}</p>;
  const found = changed
    .filter((one) => (code === "" || one.language === code) && (verdict === "" || one.verdict === verdict))
    .sort((one, other) => VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict));
  return (
    <>
      <h3>{words.impact.changed}</h3>
      <div class="filters">
        <div>
          <label for={`${id}language`}>{words.impact.language}</label>
          <select id={`${id}language`} value={code} onChange={(event) => setCode(event.currentTarget.value)}>
            <option value="">{words.impact.any}</option>
            {LANGUAGES.map((one) => (
              <option key={one} value={one}>
                {kit.language_names[one]}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for={`${id}verdict`}>{words.impact.verdict_name}</label>
          <select id={`${id}verdict`} value={verdict} onChange={(event) => setVerdict(event.currentTarget.value)}>
            <option value="">{words.impact.any}</option>
            {VERDICTS.map((one) => (
              <option key={one} value={one}>
                {words.impact.verdict[one]} ({changed.filter((sentence) => sentence.verdict === one).length})
              </option>
            ))}
          </select>
        </div>
        <p class="about" role="status">
          {plural(language, found.length, words.impact.sentences)}
        </p>
      </div>
      {found.length > 0 && (
        <DataTable
          stacks
          caption={words.impact.changed}
          columns={[
            { name: words.impact.sentence },
            { name: words.impact.before },
            { name: words.impact.after },
            { name: words.impact.verdict_name },
          ]}
          rows={found.slice(0, most).map((one, place) => ({
            key: String(place),
            cells: [
              <>
                <span lang={one.language}>{one.text}</span>
                <span class="about">
                  {one.language} · {words.impact.source[one.source]}
                  {one.expected !== null && ` · ${fill(words.impact.expected, { name: one.expected })}`}
                </span>
              </>,
              <code key="before">{one.before}</code>,
              <code key="after">{one.after}</code>,
              <span key="verdict" class={{ better: "tag good", worse: "tag bad", different: "tag" }[one.verdict]}>
                {words.impact.verdict[one.verdict]}
              </span>,
            ],
          }))}
        />
      )}
      {found.length > most && (
        <button type="button" class="button more" onClick={() => setMost(most + STEP)}>
          {words.impact.more}
        </button>
      )}
    </>
  );
}
