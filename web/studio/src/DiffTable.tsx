/** A change of a file, line by line: what goes, what comes, what stays folded until it is asked for. */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { plural } from "@moien/kit/words.ts";
import { diffLines, folded, type DiffLine } from "./diff.ts";
import { useWords } from "./studioWords.ts";

interface DiffTableProps {
  path: string;
  before: string | null;
  after: string | null;
}

export function DiffTable({ path, before, after }: DiffTableProps): JSX.Element {
  const { words } = useWords();
  const parts = useMemo(() => folded(diffLines(before, after)), [before, after]);
  const [shown, setShown] = useState<readonly number[]>([]);
  const changed = parts.some(({ kind }) => kind === "lines");
  return (
    <div class="table-frame" role="region" aria-label={path} tabIndex={0}>
      {before === null && <p class="diff-note">{words.diff.new_file}</p>}
      {after === null && <p class="diff-note">{words.diff.gone_file}</p>}
      {!changed && <p class="diff-note">{words.diff.same}</p>}
      <table class="diff">
        <caption class="unseen">{path}</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">{words.diff.before}</th>
            <th scope="col">{words.diff.after}</th>
            <th scope="col">{words.diff.text}</th>
          </tr>
        </thead>
        <tbody>
          {changed &&
            parts.map((part, place) =>
              part.kind === "lines" || shown.includes(place) ? (
                part.lines.map((line) => <Row key={`${line.before}:${line.after}`} line={line} />)
              ) : (
                <tr key={`fold${place}`} class="fold-row">
                  <td colSpan={3}>
                    <Fold count={part.lines.length} open={() => setShown([...shown, place])} />
                  </td>
                </tr>
              ),
            )}
        </tbody>
      </table>
    </div>
  );
}

function Fold({ count, open }: { count: number; open: () => void }): JSX.Element {
  const { language, words } = useWords();
  return (
    <button type="button" class="button quiet small" onClick={open}>
      {plural(language, count, words.diff.hidden)}
    </button>
  );
}

const SIGNS = { same: " ", gone: "−", new: "+" } as const;

function Row({ line }: { line: DiffLine }): JSX.Element {
  const { words } = useWords();
  return (
    <tr class={line.kind}>
      <td class="line-number">{line.before}</td>
      <td class="line-number">{line.after}</td>
      <td>
        <span class="sign" aria-hidden="true">
          {SIGNS[line.kind]}
        </span>
        {line.kind !== "same" && <span class="unseen">{words.diff[line.kind]} </span>}
        {line.text}
      </td>
    </tr>
  );
}
