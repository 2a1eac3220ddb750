/** Brings together by lines what two people wrote at once, and shows where somebody must decide. */
import { diff3Merge } from "node-diff3";

/** Lines that both agree on, or of which only one was changed; or a place that both changed otherwise. */
export type Region =
  { kind: "settled"; lines: string[] } | { kind: "conflict"; mine: string[]; theirs: string[]; base: string[] };

export type Choice = "mine" | "theirs" | "both";

export function bringTogether(base: string, mine: string, theirs: string): Region[] {
  const merged = diff3Merge(mine.split("\n"), base.split("\n"), theirs.split("\n"), { excludeFalseConflicts: true });
  return merged.map(({ ok, conflict }) =>
    conflict
      ? { kind: "conflict", mine: conflict.a, theirs: conflict.b, base: conflict.o }
      : { kind: "settled", lines: ok ?? [] },
  );
}

/** The whole text; null while a choice is missing. `choices` in the order of the conflicts. */
export function mergedText(regions: readonly Region[], choices: readonly (Choice | undefined)[]): string | null {
  const lines: string[] = [];
  let conflict = 0;
  for (const region of regions) {
    if (region.kind === "settled") {
      lines.push(...region.lines);
      continue;
    }
    const choice = choices[conflict];
    conflict += 1;
    if (choice === undefined) return null;
    if (choice !== "theirs") lines.push(...region.mine);
    if (choice !== "mine") lines.push(...region.theirs);
  }
  return lines.join("\n");
}
