/** Which value of a file a problem belongs to: found by its line. */
import type { Checked, Problem } from "../api.ts";

/** Problems by the place (JSON pointer) of the value that stands nearest above their line. */
export function problemsByPlace({ problems, lines }: Checked): Map<string, Problem[]> {
  const places = Object.entries(lines).sort(([a, one], [b, other]) => one - other || a.length - b.length);
  const found = new Map<string, Problem[]>();
  for (const problem of problems) {
    let place = "";
    for (const [pointer, line] of places) {
      if (line > problem.line) break;
      place = pointer;
    }
    found.set(place, [...(found.get(place) ?? []), problem]);
  }
  return found;
}

/** Those at a place and at everything below it. */
export function problemsWithin(byPlace: ReadonlyMap<string, Problem[]>, place: string): Problem[] {
  return [...byPlace].filter(([at]) => at === place || at.startsWith(`${place}/`)).flatMap(([, problems]) => problems);
}
