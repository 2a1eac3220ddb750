/** What a period is shown as: the figures that matter most, the plots, and each queue by itself. */
import type { JSX } from "preact";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import type { Language } from "@moien/kit/languages.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { DayPlot, type Series } from "./DayPlot.tsx";
import type { Figures, History } from "./figures.ts";
import { decimal, duration, percent } from "./numbers.ts";
import { queueTitle } from "./OverviewTables.tsx";
import { PartsPlot } from "./PartsPlot.tsx";
import { useSupervisionWords, type SupervisionWords } from "./supervisionWords.ts";
import { Tiles, type TileProps } from "./Tiles.tsx";

type Texts = SupervisionWords["history"];

export function HistoryParts({ history }: { history: History }): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.history;
  const seconds = (value: number) => duration(language, value);
  const days = history.days.map(({ day }) => day);
  const of = (name: string, look: Series["look"], pick: (figures: Figures) => number | null): Series => ({
    name,
    look,
    values: history.days.map(({ figures }) => pick(figures)),
  });
  const known = history.total.conversations !== null;
  return (
    <>
      <Tiles tiles={tilesOf(language, texts, history.total)} />
      <div class="plots">
        <DayPlot
          title={texts.volume}
          kind="bars"
          unit="count"
          days={days}
          series={[
            ...(known ? [of(texts.conversations, "rear", ({ conversations }) => conversations)] : []),
            of(texts.handovers, "fore", ({ handovers }) => handovers),
          ]}
          format={String}
        />
        <DayPlot
          title={texts.waits}
          kind="lines"
          unit="seconds"
          days={days}
          series={[
            of(texts.p80, "rear", ({ wait }) => wait?.p80 ?? null),
            of(texts.p50, "fore", ({ wait }) => wait?.p50 ?? null),
          ]}
          format={seconds}
        />
        <DayPlot
          title={texts.handlings}
          kind="lines"
          unit="seconds"
          days={days}
          series={[
            of(texts.p80, "rear", ({ handling }) => handling?.p80 ?? null),
            of(texts.p50, "fore", ({ handling }) => handling?.p50 ?? null),
          ]}
          format={seconds}
        />
        <Ratings total={history.total} />
        <Containment history={history} />
      </div>
      <h2 class="part">{texts.queues}</h2>
      <QueuesTable history={history} />
    </>
  );
}

function tilesOf(language: Language, texts: Texts, total: Figures): TileProps[] {
  const { conversations, contained, containment, wait, handling, promises, satisfaction } = total;
  const most = (spread: Figures["wait"]) =>
    spread === null ? undefined : fill(texts.wait_most, { time: duration(language, spread.p80) });
  const tiles: TileProps[] = [];
  if (conversations !== null) tiles.push({ name: texts.conversations, value: String(conversations) });
  if (containment !== null && contained !== null && conversations !== null) {
    tiles.push({
      name: texts.containment,
      value: percent(language, containment),
      aside: fill(texts.of_total, { n: contained, of: conversations }),
    });
  }
  return [
    ...tiles,
    { name: texts.handovers, value: String(total.handovers) },
    {
      name: texts.wait,
      value: wait === null ? texts.none : duration(language, wait.p50),
      aside: most(wait),
    },
    {
      name: texts.handling,
      value: handling === null ? texts.none : duration(language, handling.p50),
      aside: most(handling),
    },
    {
      name: texts.promises,
      value: promises.of === 0 ? texts.none : percent(language, promises.kept / promises.of),
      aside: promises.of === 0 ? undefined : fill(texts.of_total, { n: promises.kept, of: promises.of }),
    },
    {
      name: texts.satisfaction,
      value: meanText(language, texts, satisfaction),
      aside: satisfaction === null ? undefined : plural(language, sum(satisfaction.scores), texts.ratings),
    },
    { name: texts.abandoned, value: String(total.abandoned) },
    { name: texts.call_backs, value: String(total.call_backs) },
    { name: texts.transfers, value: String(total.transfers) },
  ];
}

function meanText(language: Language, texts: Texts, satisfaction: Figures["satisfaction"]): string {
  return satisfaction === null
    ? texts.none
    : fill(texts.out_of_five, { mean: decimal(language, satisfaction.mean, 1) });
}

function sum(values: readonly number[]): number {
  return values.reduce((before, value) => before + value, 0);
}

/** How often each score was given, the best first. */
function Ratings({ total }: { total: Figures }): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.history;
  const scores = total.satisfaction?.scores ?? [0, 0, 0, 0, 0];
  return (
    <PartsPlot
      title={texts.ratings_plot}
      heads={[texts.score, plural(language, 2, texts.ratings).replace("2 ", "")]}
      parts={scores
        .map((value, place) => ({
          name: fill(texts.score_of, { n: place + 1 }),
          value,
          text: String(value),
        }))
        .reverse()}
      full={Math.max(1, ...scores)}
      empty={total.satisfaction === null ? texts.no_data : null}
    />
  );
}

function Containment({ history }: { history: History }): JSX.Element {
  const { language, words, kit } = useSupervisionWords();
  const texts = words.history;
  const unknown = history.total.conversations === null;
  const nothing = history.languages.every(({ figures }) => figures.containment === null);
  return (
    <PartsPlot
      title={texts.containments}
      heads={[texts.language, texts.containment]}
      parts={history.languages.map(({ language: code, figures }) => ({
        name: kit.language_names[code],
        value: figures.containment,
        text: figures.containment === null ? texts.none : percent(language, figures.containment),
      }))}
      full={1}
      empty={unknown ? texts.needs_all : nothing ? texts.no_data : null}
    />
  );
}

function QueuesTable({ history }: { history: History }): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.history;
  const time = (spread: Figures["wait"], which: "p50" | "p80") =>
    spread === null ? texts.none : duration(language, spread[which]);
  return (
    <DataTable
      stacks
      caption={texts.queues}
      columns={[
        { name: texts.queue },
        { name: texts.handovers, number: true },
        { name: texts.abandoned, number: true },
        { name: texts.wait, number: true },
        { name: texts.p80, number: true },
        { name: texts.handling, number: true },
        { name: texts.promises, number: true },
        { name: texts.satisfaction, number: true },
      ]}
      rows={history.queues.map(({ queue, name, figures }) => ({
        key: queue,
        cells: [
          queueTitle(language, queue, name),
          figures.handovers,
          figures.abandoned,
          time(figures.wait, "p50"),
          time(figures.wait, "p80"),
          time(figures.handling, "p50"),
          figures.promises.of === 0 ? texts.none : percent(language, figures.promises.kept / figures.promises.of),
          meanText(language, texts, figures.satisfaction),
        ],
      }))}
    />
  );
}
