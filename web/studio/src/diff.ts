/** What changed between two texts, line by line, with what stayed the same folded away. */
import { diffIndices } from "node-diff3";

export interface DiffLine {
  kind: "same" | "gone" | "new";
  text: string;
  /** Numbers in both texts, from 1; null where the line is not there. */
  before: number | null;
  after: number | null;
}

export type DiffPart = { kind: "lines"; lines: DiffLine[] } | { kind: "fold"; lines: DiffLine[] };

/** Lines that stay to be seen around a change. */
const AROUND = 3;

export function diffLines(before: string | null, after: string | null): DiffLine[] {
  const [old, young] = [linesOf(before), linesOf(after)];
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  const keepTo = (end: number) => {
    for (; a < end; a += 1, b += 1) lines.push({ kind: "same", text: old[a] ?? "", before: a + 1, after: b + 1 });
  };
  for (const { buffer1, buffer2 } of diffIndices(old, young)) {
    keepTo(buffer1[0]);
    for (const end = a + buffer1[1]; a < end; a += 1) {
      lines.push({ kind: "gone", text: old[a] ?? "", before: a + 1, after: null });
    }
    for (const end = b + buffer2[1]; b < end; b += 1) {
      lines.push({ kind: "new", text: young[b] ?? "", before: null, after: b + 1 });
    }
  }
  keepTo(old.length);
  return lines;
}

function linesOf(text: string | null): string[] {
  if (text === null || text === "") return [];
  return text.replace(/\n$/, "").split("\n");
}

/** Long stretches without a change are folded. */
export function folded(lines: readonly DiffLine[]): DiffPart[] {
  const near = lines.map((_, place) =>
    lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some(({ kind }) => kind !== "same"),
  );
  const parts: DiffPart[] = [];
  for (const [place, line] of lines.entries()) {
    const kind = near[place] ? "lines" : "fold";
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  }
  return parts;
}
