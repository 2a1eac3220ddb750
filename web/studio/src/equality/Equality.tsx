/** Equal service: how citizens of each language are understood, handed over and content, and who falls behind. */
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import type { Language } from "@moien/kit/languages.ts";
import { decimal, percent } from "@moien/kit/numbers.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill } from "@moien/kit/words.ts";
import {
  fetchEquality,
  PERIODS,
  tableAddress,
  type Days,
  type EqualityAlarm,
  type EqualityFigures,
} from "../inbox/api.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";

export function Equality({ signedOut }: { signedOut: () => void }): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.equality;
  const [days, setDays] = useState<Days>(30);
  const loaded = useLoaded(
    useCallback(() => fetchEquality(days), [days]),
    signedOut,
  );
  const view = loaded.value;
  return (
    <Sheet
      heading={texts.heading}
      about={texts.about}
      acts={
        <a class="button" href={tableAddress(days)} download>
          <Icon name="download" />
          {texts.csv}
        </a>
      }
    >
      <div class="periods" role="group" aria-label={texts.period}>
        {PERIODS.map((one) => (
          <button key={one} type="button" class="button" aria-pressed={one === days} onClick={() => setDays(one)}>
            {fill(texts.days, { n: one })}
          </button>
        ))}
      </div>
      {view === null ? (
        <Waiting loaded={loaded} />
      ) : (
        <div aria-busy={loaded.standing === "loading"}>
          <Alarms alarms={view.alarms} />
          <DataTable
            caption={texts.heading}
            stacks
            columns={[
              { name: texts.column.language },
              { name: texts.column.messages, number: true },
              { name: texts.column.recognition, number: true },
              { name: texts.column.fallback, number: true },
              { name: texts.column.asked, number: true },
              { name: texts.column.handover, number: true },
              { name: texts.column.satisfaction, number: true },
              { name: texts.column.rating, number: true },
            ]}
            rows={view.languages.map((one) => ({
              key: one.language,
              mark: view.alarms.some((alarm) => alarm.language === one.language) ? "behind" : undefined,
              cells: cellsOf(language, one, kit.language_names[one.language]),
            }))}
          />
          <p class="about method">
            {texts.method} {!view.complete && texts.latest_only}
          </p>
        </div>
      )}
    </Sheet>
  );
}

function Alarms({ alarms }: { alarms: readonly EqualityAlarm[] }): JSX.Element {
  const { language, words, kit } = useWords();
  const texts = words.equality;
  if (alarms.length === 0) return <p class="notice-plain">{texts.no_alarm}</p>;
  return (
    <ul class="notice-bad alarms" aria-label={texts.alarms}>
      {alarms.map((alarm) => (
        <li key={`${alarm.language} ${alarm.measure}`}>
          <Icon name="alert" />
          {fill(texts.alarm[alarm.measure], {
            language: kit.language_names[alarm.language],
            best: kit.language_names[alarm.best],
            points: decimal(language, alarm.points, 1),
          })}
        </li>
      ))}
    </ul>
  );
}

/** Each share with the cases that it rests on. */
function cellsOf(language: Language, one: EqualityFigures, name: string): (JSX.Element | string | number)[] {
  const of = (part: number, whole: number) =>
    whole === 0 ? "–" : <Share value={percent(language, part / whole)} cases={`${part}/${whole}`} />;
  return [
    name,
    one.messages,
    of(one.recognised, one.messages),
    of(one.fallback + one.offered, one.messages),
    of(one.asked, one.messages),
    of(one.handed_over, one.conversations),
    of(one.helpful, one.judged),
    one.rating === null ? "–" : <Share value={decimal(language, one.rating, 1)} cases={String(one.ratings)} />,
  ];
}

function Share({ value, cases }: { value: string; cases: string }): JSX.Element {
  return (
    <>
      {value} <span class="cases">({cases})</span>
    </>
  );
}
