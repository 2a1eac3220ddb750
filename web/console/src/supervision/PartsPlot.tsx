/** A plot of a few things beside each other: one bar each, with its name before and its value after it. */
import type { JSX } from "preact";
import { fill } from "@moien/kit/words.ts";
import { PlotFrame } from "./PlotFrame.tsx";
import { useSupervisionWords } from "./supervisionWords.ts";

export interface Part {
  name: string;
  /** Null where there is nothing to measure. */
  value: number | null;
  /** The value as it is written. */
  text: string;
}

interface PartsPlotProps {
  title: string;
  /** What the names are, and what the values are; heads of the table. */
  heads: readonly [string, string];
  parts: readonly Part[];
  /** What fills the whole width. */
  full: number;
  /** Said instead of the plot. */
  empty: string | null;
}

const ROW = 34;
/** Width of a letter at most, as plots write. */
const LETTER = 8.5;

export function PartsPlot({ title, heads, parts, full, empty }: PartsPlotProps): JSX.Element {
  const texts = useSupervisionWords().words.history;
  const left = 14 + Math.max(...parts.map(({ name }) => name.length)) * LETTER;
  const right = 14 + Math.max(...parts.map(({ text }) => text.length)) * LETTER;
  const draw = (width: number) => {
    const room = Math.max(20, width - left - right);
    return parts.map(({ name, value, text }, place) => {
      const long = value === null ? 0 : (room * value) / Math.max(full, Number.EPSILON);
      return (
        <g key={name}>
          <text class="part-name" x="0" y={place * ROW + 22}>
            {name}
          </text>
          <rect class="rail" x={left} y={place * ROW + 8} width={room} height="18" rx="3" />
          <g class="bars fore">
            <rect x={left} y={place * ROW + 8} width={long} height="18" rx="3" />
          </g>
          <text class="part-value" x={left + room + 10} y={place * ROW + 22}>
            {text}
          </text>
        </g>
      );
    });
  };
  return (
    <PlotFrame
      title={title}
      height={parts.length * ROW + 4}
      alternative={parts.map(({ name, text }) => fill(texts.alternative.part, { name, value: text })).join(" ")}
      empty={empty}
      table={{
        columns: [{ name: heads[0] }, { name: heads[1], number: true }],
        rows: parts.map(({ name, text }) => ({ key: name, cells: [name, text] })),
      }}
      draw={draw}
    />
  );
}
