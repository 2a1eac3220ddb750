/** The frame of every plot: its name, a text in its place for whoever cannot see it, and a table behind a switch. */
import type { ComponentChildren, JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { useSupervisionWords } from "./supervisionWords.ts";
import { useWidth } from "./useWidth.ts";

interface PlotFrameProps {
  title: string;
  /** What the plot shows, in words. */
  alternative: string;
  height: number;
  table: Pick<Parameters<typeof DataTable>[0], "columns" | "rows">;
  legend?: ComponentChildren;
  /** Said instead of the plot where there is nothing to show. */
  empty: string | null;
  draw: (width: number) => ComponentChildren;
}

export function PlotFrame({ title, alternative, height, table, legend, empty, draw }: PlotFrameProps): JSX.Element {
  const texts = useSupervisionWords().words.history;
  const [asTable, setAsTable] = useState(false);
  const [element, width] = useWidth();
  const id = useId();
  return (
    <figure class="plot" aria-labelledby={id}>
      <figcaption>
        <h2 id={id}>{title}</h2>
        {empty === null && (
          <button type="button" class="button small" aria-describedby={id} onClick={() => setAsTable(!asTable)}>
            {asTable ? texts.as_plot : texts.as_table}
          </button>
        )}
      </figcaption>
      {empty !== null && <p class="about">{empty}</p>}
      {empty === null && asTable && (
        <div class="plot-table">
          <DataTable caption={title} columns={table.columns} rows={table.rows} />
        </div>
      )}
      <div ref={element} hidden={asTable || empty !== null}>
        {legend !== undefined && (
          <div class="legend" aria-hidden="true">
            {legend}
          </div>
        )}
        <svg role="img" aria-label={`${title}. ${alternative}`} width={width} height={height}>
          {draw(width)}
        </svg>
      </div>
    </figure>
  );
}
