/** A plot of values per day: bars behind and before each other, or lines that end where there is no value. */
import type { JSX } from "preact";
import { writtenDay } from "@moien/kit/dates.ts";
import type { Language } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import { PlotFrame } from "./PlotFrame.tsx";
import { labelled, ticks } from "./scale.ts";
import { useSupervisionWords, type SupervisionWords } from "./supervisionWords.ts";

export interface Series {
  name: string;
  /** One per day; null where there is none. */
  values: readonly (number | null)[];
  /** What is `rear` stands behind the other. */
  look: "rear" | "fore";
}

interface DayPlotProps {
  title: string;
  kind: "bars" | "lines";
  unit: "count" | "seconds";
  days: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
}

const HEIGHT = 220;
const TOP = 10;
const BOTTOM = 26;
const RIGHT = 10;
/** Width that a label of a day needs. */
const LABEL = 56;

export function DayPlot({ title, kind, unit, days, series, format }: DayPlotProps): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.history;
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const lines = ticks(Math.max(0, ...values), unit);
  const top = lines.at(-1) ?? 1;
  const left = 12 + Math.max(...lines.map((line) => format(line).length)) * 7.5;
  const shown = values.some((value) => value > 0) || (kind === "lines" && values.length > 0);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);

  const draw = (width: number) => {
    const band = (width - left - RIGHT) / Math.max(1, days.length);
    const middle = (place: number) => left + band * (place + 0.5);
    return (
      <>
        {lines.map((line) => (
          <g key={line}>
            <line class="grid" x1={left} x2={width - RIGHT} y1={y(line)} y2={y(line)} />
            <text class="axis" x={left - 8} y={y(line) + 4} text-anchor="end">
              {format(line)}
            </text>
          </g>
        ))}
        {labelled(days.length, (width - left - RIGHT) / LABEL).map((place) => (
          <text key={place} class="axis" x={middle(place)} y={HEIGHT - 6} text-anchor="middle">
            {shortDay(language, days[place] ?? "")}
          </text>
        ))}
        {series.map((one) =>
          kind === "bars" ? (
            <Bars key={one.name} series={one} band={band} middle={middle} y={y} />
          ) : (
            <Line key={one.name} series={one} middle={middle} y={y} points={days.length <= 31} />
          ),
        )}
        {days.map((day, place) => (
          <rect
            key={day}
            class="hover"
            x={left + band * place}
            y={TOP}
            width={Math.max(0, band)}
            height={HEIGHT - TOP - BOTTOM}
          >
            <title>{dayInFull(language, day, series, place, format)}</title>
          </rect>
        ))}
      </>
    );
  };

  return (
    <PlotFrame
      title={title}
      height={HEIGHT}
      alternative={series.map((one) => inWords(texts, language, kind, one, days, format)).join(" ")}
      empty={shown ? null : texts.no_data}
      legend={series.map((one) => (
        <LegendEntry key={one.name} series={one} kind={kind} />
      ))}
      table={{
        columns: [{ name: texts.day }, ...series.map(({ name }) => ({ name, number: true }))],
        rows: days.map((day, place) => ({
          key: day,
          cells: [writtenDay(language, day), ...series.map((one) => valueText(one, place, format))],
        })),
      }}
      draw={draw}
    />
  );
}

interface DrawnProps {
  series: Series;
  middle: (place: number) => number;
  y: (value: number) => number;
}

function Bars({ series, band, middle, y }: DrawnProps & { band: number }): JSX.Element {
  const width = Math.max(1, band * (series.look === "rear" ? 0.8 : 0.45));
  return (
    <g class={`bars ${series.look}`}>
      {series.values.map((value, place) =>
        value === null || value === 0 ? null : (
          <rect key={place} x={middle(place) - width / 2} y={y(value)} width={width} height={y(0) - y(value)} />
        ),
      )}
    </g>
  );
}

function Line({ series, middle, y, points }: DrawnProps & { points: boolean }): JSX.Element {
  let pen = "M";
  const parts: string[] = [];
  series.values.forEach((value, place) => {
    if (value === null) pen = "M";
    else {
      parts.push(`${pen}${middle(place).toFixed(1)} ${y(value).toFixed(1)}`);
      pen = "L";
    }
  });
  const alone = (place: number) =>
    (series.values[place - 1] ?? null) === null && (series.values[place + 1] ?? null) === null;
  return (
    <g class={`line-plot ${series.look}`}>
      <path d={parts.join(" ")} />
      {series.values.map((value, place) =>
        value !== null && (points || alone(place)) ? (
          <Point key={place} look={series.look} x={middle(place)} y={y(value)} />
        ) : null,
      )}
    </g>
  );
}

/** Told apart by shape, not by colour alone. */
function Point({ look, x, y }: { look: Series["look"]; x: number; y: number }): JSX.Element {
  return look === "fore" ? (
    <circle cx={x} cy={y} r="3.5" />
  ) : (
    <path class="point" d={`M${x} ${y - 4.5}l4.5 4.5-4.5 4.5-4.5-4.5Z`} />
  );
}

function LegendEntry({ series, kind }: { series: Series; kind: "bars" | "lines" }): JSX.Element {
  return (
    <span>
      <svg width="24" height="14">
        {kind === "bars" ? (
          <g class={`bars ${series.look}`}>
            <rect x="5" y="1" width="14" height="12" />
          </g>
        ) : (
          <g class={`line-plot ${series.look}`}>
            <path d="M0 7H24" />
            <Point look={series.look} x={12} y={7} />
          </g>
        )}
      </svg>
      {series.name}
    </span>
  );
}

/** `23.11.`, in French and English `23/11`. */
function shortDay(language: Language, day: string): string {
  const [, month, date] = day.split("-").map(Number);
  return language === "fr" || language === "en" ? `${date}/${month}` : `${date}.${month}.`;
}

function valueText(series: Series, place: number, format: (value: number) => string): string {
  const value = series.values[place] ?? null;
  return value === null ? "–" : format(value);
}

function dayInFull(
  language: Language,
  day: string,
  series: readonly Series[],
  place: number,
  format: (value: number) => string,
): string {
  return [writtenDay(language, day), ...series.map((one) => `${one.name}: ${valueText(one, place, format)}`)].join(
    "\n",
  );
}

/** What is worth knowing of a series: its sum or its range, and the day that stands out. */
function inWords(
  { alternative }: SupervisionWords["history"],
  language: Language,
  kind: "bars" | "lines",
  series: Series,
  days: readonly string[],
  format: (value: number) => string,
): string {
  const known = series.values.flatMap((value, place) => (value === null ? [] : [{ value, day: days[place] ?? "" }]));
  const most = known.reduce<(typeof known)[number] | null>(
    (before, one) => (before === null || one.value > before.value ? one : before),
    null,
  );
  if (most === null) return fill(alternative.empty, { series: series.name });
  const told = { series: series.name, most: format(most.value), day: writtenDay(language, most.day) };
  if (kind === "bars") {
    const sum = known.reduce((before, { value }) => before + value, 0);
    return fill(alternative.sum, { ...told, sum: format(sum) });
  }
  return fill(alternative.range, { ...told, least: format(Math.min(...known.map(({ value }) => value))) });
}
