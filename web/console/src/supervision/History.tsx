/** The page of figures: how a period went, as large figures, plots, tables, and a file for spreadsheets. */
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { writtenDay } from "@moien/kit/dates.ts";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { fetchHistory, tableAddress, type History as Shown, type Wanted } from "./figures.ts";
import { HistoryParts } from "./HistoryParts.tsx";
import { queueTitle } from "./OverviewTables.tsx";
import { lastDays } from "./period.ts";
import { PeriodPicker } from "./PeriodPicker.tsx";
import { useSupervisionWords } from "./supervisionWords.ts";

interface HistoryProps {
  /** The session has ended. */
  signedOut: () => void;
}

export function History({ signedOut }: HistoryProps): JSX.Element {
  const { language, words, staff } = useSupervisionWords();
  const texts = words.history;
  const [wanted, setWanted] = useState<Wanted>(() => ({ ...lastDays(28, new Date()), queue: "", language: "" }));
  const loaded = useLoaded(
    useCallback(() => fetchHistory(wanted), [wanted]),
    signedOut,
  );
  const { value: history, standing } = loaded;
  const queues = useKnownQueues(history);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${texts.heading} · Moien`;
  }, [texts]);
  useLayoutEffect(() => heading.current?.focus(), []);

  return (
    <section class="sheet">
      <div class="inside">
        <div class="head">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {texts.heading}
            </h1>
            <p class="about">{texts.about}</p>
          </div>
          <a class="button" href={tableAddress(wanted)} download>
            <Icon name="download" />
            {texts.csv}
          </a>
        </div>
        <PeriodPicker
          wanted={wanted}
          queues={new Map([...queues].map(([queue, name]) => [queue, queueTitle(language, queue, name)]))}
          set={(change) => setWanted({ ...wanted, ...change })}
        />
        <p class={standing === "failed" ? "notice-bad" : "about shown-period"} role="status">
          {standing === "failed"
            ? staff.failed
            : standing === "loading" || history === null
              ? staff.loading
              : fill(texts.shown, {
                  from: writtenDay(language, history.period.from),
                  to: writtenDay(language, history.period.to),
                })}
        </p>
        {standing === "failed" && (
          <button type="button" class="button" onClick={loaded.again}>
            {staff.try_again}
          </button>
        )}
        {history !== null && (
          <div class={standing === "loaded" ? undefined : "old-figures"} aria-busy={standing === "loading"}>
            <HistoryParts history={history} />
          </div>
        )}
      </div>
    </section>
  );
}

/** All queues that were ever shown here: an answer for one queue names that one alone. */
function useKnownQueues(history: Shown | null): ReadonlyMap<string, Shown["queues"][number]["name"]> {
  const known = useRef(new Map<string, Shown["queues"][number]["name"]>());
  for (const { queue, name } of history?.queues ?? []) known.current.set(queue, name);
  return known.current;
}
