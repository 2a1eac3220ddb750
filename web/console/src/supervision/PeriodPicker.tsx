/** Choosing which days, which queue and which language the figures are of. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { FieldProblem } from "@moien/kit/staff/Field.tsx";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import type { Wanted } from "./figures.ts";
import { isPeriod, lastDays, LONGEST_PERIOD, PERIODS, type Period } from "./period.ts";
import { useSupervisionWords } from "./supervisionWords.ts";

interface PeriodPickerProps {
  wanted: Wanted;
  /** Queues to choose from, by id, with what they are called. */
  queues: ReadonlyMap<string, string>;
  set: (change: Partial<Wanted>) => void;
}

export function PeriodPicker({ wanted, queues, set }: PeriodPickerProps): JSX.Element {
  const { words, kit } = useSupervisionWords();
  const texts = words.history;
  const [chosen, setChosen] = useState<number | "own">(28);
  const id = useId();

  const choose = (next: number | "own") => {
    setChosen(next);
    if (next !== "own") set(lastDays(next, new Date()));
  };

  return (
    <form class="period" onSubmit={(event) => event.preventDefault()}>
      <fieldset class="segments">
        <legend>{texts.period}</legend>
        {[...PERIODS, "own" as const].map((one) => (
          <label key={one} class={one === chosen ? "chosen" : undefined}>
            <input type="radio" name={`${id}period`} checked={one === chosen} onChange={() => choose(one)} />
            {one === "own" ? texts.own : fill(texts.last_days, { n: one })}
          </label>
        ))}
      </fieldset>
      {chosen === "own" && <OwnDates period={wanted} set={set} />}
      <div class="choose">
        <label for={`${id}queue`}>{texts.queue}</label>
        <select id={`${id}queue`} value={wanted.queue} onChange={(event) => set({ queue: event.currentTarget.value })}>
          <option value="">{texts.any_queue}</option>
          {[...queues].map(([queue, name]) => (
            <option key={queue} value={queue}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div class="choose">
        <label for={`${id}language`}>{texts.language}</label>
        <select
          id={`${id}language`}
          value={wanted.language}
          onChange={(event) => set({ language: event.currentTarget.value })}
        >
          <option value="">{texts.any_language}</option>
          {LANGUAGES.map((code) => (
            <option key={code} value={code}>
              {kit.language_names[code]}
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}

/** Asked for only once both days make a period. */
function OwnDates({ period, set }: { period: Period; set: (period: Period) => void }): JSX.Element {
  const texts = useSupervisionWords().words.history;
  const [typed, setTyped] = useState<Period>({ from: period.from, to: period.to });
  const id = useId();
  const wrong = !isPeriod(typed);

  const change = (next: Period) => {
    setTyped(next);
    if (isPeriod(next)) set(next);
  };

  return (
    <div class="own-dates field" role="group" aria-label={texts.own}>
      {(["from", "to"] as const).map((end) => (
        <div key={end} class="choose">
          <label for={`${id}${end}`}>{texts[end]}</label>
          <input
            id={`${id}${end}`}
            type="date"
            required
            value={typed[end]}
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? `${id}problem` : undefined}
            onChange={(event) => change({ ...typed, [end]: event.currentTarget.value })}
          />
        </div>
      ))}
      <FieldProblem id={`${id}problem`} text={wrong ? fill(texts.bad_period, { n: LONGEST_PERIOD }) : null} />
    </div>
  );
}
