/** A table of figures or things: it scrolls sideways by keyboard too, or becomes a list of cards on a phone. */
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

export interface Column {
  name: string;
  number?: boolean;
  /** Its name is read out only. */
  unseen?: boolean;
}

export interface TableRow {
  key: string;
  /** The first is the name of the row. */
  cells: readonly ComponentChildren[];
  mark?: string | undefined;
}

interface DataTableProps {
  /** Read out, not shown: a heading or a figure says it too. */
  caption: string;
  columns: readonly Column[];
  rows: readonly TableRow[];
  /** Rows become cards where the screen is narrow; for tables of few columns this is not worth it. */
  stacks?: boolean;
}

/** The roles say again what the elements say: as cards, they would lose them. */
export function DataTable({ caption, columns, rows, stacks = false }: DataTableProps): JSX.Element {
  const id = useId();
  return (
    <div class={stacks ? "table-frame stacks" : "table-frame"} role="region" aria-labelledby={id} tabIndex={0}>
      <table class="data" role="table" aria-labelledby={id}>
        <caption id={id} class="unseen">
          {caption}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ name, number, unseen }) => (
              <th key={name} scope="col" role="columnheader" class={number ? "number" : undefined}>
                {unseen ? <span class="unseen">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ key, cells, mark }) => (
            <tr key={key} role="row" class={mark}>
              {cells.map((cell, place) => (
                <Cell key={place} column={columns[place]} first={place === 0}>
                  {cell}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  column: Column | undefined;
  first: boolean;
  children: ComponentChildren;
}

function Cell({ column, first, children }: CellProps): JSX.Element {
  const name = column?.number ? "number" : undefined;
  if (first) {
    return (
      <th scope="row" role="rowheader" class={name}>
        {children}
      </th>
    );
  }
  return (
    <td role="cell" class={name}>
      {column !== undefined && !column.unseen && (
        <span class="column-name" aria-hidden="true">
          {column.name}
        </span>
      )}
      <div>{children}</div>
    </td>
  );
}
