/** A table of figures or things: with a caption, in a frame that scrolls sideways by keyboard too. */
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface DataTableProps {
  caption: string;
  /** Whether the caption is shown; it is always read out. */
  captionShown?: boolean;
  columns: readonly { name: string; number?: boolean }[];
  /** Rows of cells, the first of which is the name of the row. */
  rows: readonly { key: string; cells: readonly ComponentChildren[]; mark?: string | undefined }[];
}

export function DataTable({ caption, captionShown = false, columns, rows }: DataTableProps): JSX.Element {
  const id = useId();
  return (
    <div class="table-frame" role="region" aria-labelledby={id} tabIndex={0}>
      <table class="data">
        <caption id={id} class={captionShown ? undefined : "unseen"}>
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th key={name} scope="col" class={number ? "number" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, mark }) => (
            <tr key={key} class={mark}>
              {cells.map((cell, place) =>
                place === 0 ? (
                  <th key={place} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={place} class={columns[place]?.number ? "number" : undefined}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
