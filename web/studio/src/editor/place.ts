/** Where in a YAML file the cursor is: from indentation alone, so that it also works in a line that is half written. */
import type { Path } from "../form/schema.ts";

export interface YamlPlace {
  /** The map in which the line stands. */
  parent: Path;
  /** The name before the colon; null where none is written yet. */
  name: string | null;
  /** Whether the cursor stands behind the colon. */
  inValue: boolean;
  /** What is written up to the cursor: of the name, or of the value. */
  typed: string;
  /** Names that stand beside this line already. */
  beside: ReadonlySet<string>;
}

interface Line {
  /** Columns of the dashes with which it begins. */
  dashes: number[];
  /** Where the name or the value begins. */
  column: number;
  name: string | null;
  valueAt: number;
}

/** What encloses a line: the name of a map, or an item of a list. */
interface Level {
  column: number;
  step: string | number;
  names: Set<string>;
}

const NAME = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#"'[\]{},&*!|>%@`-][^#:]*?))\s*:(?=\s|$)/;
const BLOCK = /^\s*[|>][-+\d]*\s*(#.*)?$/;

/** `number` and `column` count from 0. Null in a comment or in a text of several lines. */
export function yamlPlace(lines: readonly string[], number: number, column: number): YamlPlace | null {
  const levels: Level[] = [];
  const top = new Set<string>();
  /** Lines further in than this belong to a text of several lines. */
  let blockAbove: number | null = null;

  for (let place = 0; place < number; place += 1) {
    const text = lines[place] ?? "";
    if (isEmpty(text)) continue;
    const line = read(text);
    if (blockAbove !== null) {
      if (indentOf(text) > blockAbove) continue;
      blockAbove = null;
    }
    enter(levels, line);
    if (line.name !== null) {
      (levels.at(-1)?.names ?? top).add(line.name);
      levels.push({ column: line.column, step: line.name, names: new Set() });
    }
    if (BLOCK.test(text.slice(line.valueAt))) {
      blockAbove = line.name === null ? (line.dashes.at(-1) ?? line.column) : line.column;
    }
  }

  const text = lines[number] ?? "";
  const before = text.slice(0, column);
  if (/(^|\s)#/.test(before)) return null;
  const line = read(text.trim() === "" ? before : text);
  if (blockAbove !== null && line.column > blockAbove) return null;
  enter(levels, line);
  const beside = new Set(levels.at(-1)?.names ?? top);
  for (const later of namesAfter(lines, number, line.column)) beside.add(later);
  const inValue = line.name !== null && column >= line.valueAt;
  return {
    parent: levels.map(({ step }) => step),
    name: line.name,
    inValue,
    typed: before.slice(inValue ? line.valueAt : line.column).trimStart(),
    beside,
  };
}

/** Leaves what the line does not stand in, and enters the items that it begins. */
function enter(levels: Level[], line: Line): void {
  for (const dash of line.dashes) {
    let item = 0;
    for (let last = levels.at(-1); last && last.column >= dash; last = levels.at(-1)) {
      // A list may stand as far out as the name that it belongs to.
      if (last.column === dash && typeof last.step === "string") break;
      if (last.column === dash && typeof last.step === "number") item = last.step + 1;
      levels.pop();
    }
    levels.push({ column: dash, step: item, names: new Set() });
  }
  for (let last = levels.at(-1); last && last.column >= line.column; last = levels.at(-1)) levels.pop();
}

function read(text: string): Line {
  let column = indentOf(text);
  const dashes: number[] = [];
  for (let dash = /^-(\s+|$)/.exec(text.slice(column)); dash; dash = /^-(\s+|$)/.exec(text.slice(column))) {
    dashes.push(column);
    column += dash[0].length;
  }
  // Behind a dash that ends the line, a name would stand two further in.
  if (dashes.length > 0 && column === (dashes.at(-1) ?? 0) + 1) column += 1;
  const match = NAME.exec(text.slice(column));
  return {
    dashes,
    column,
    name: match ? (match[1] ?? match[2] ?? match[3] ?? null) : null,
    valueAt: column + (match?.[0].length ?? 0),
  };
}

function* namesAfter(lines: readonly string[], number: number, column: number): Generator<string> {
  for (const text of lines.slice(number + 1)) {
    if (isEmpty(text)) continue;
    const line = read(text);
    if (Math.min(line.column, ...line.dashes) < column) return;
    if (line.column === column && line.name !== null) yield line.name;
  }
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function isEmpty(text: string): boolean {
  const inner = text.trimStart();
  return inner === "" || inner.startsWith("#");
}
