/** What to change in a list so that it reads as it does in the form; as little as possible, so that comments stay. */
import type { Change } from "../api.ts";

export function listChanges(at: string, before: readonly string[], after: readonly string[]): Change[] {
  if (before.length === 0 || after.length === 0) {
    return same(before, after) ? [] : [after.length === 0 ? { at } : { at, value: after }];
  }
  if (after.length === before.length) {
    return after.flatMap((value, place) => (value === before[place] ? [] : [{ at: `${at}/${place}`, value }]));
  }
  if (after.length < before.length) {
    const gone = missingFrom(before, after);
    // From the end, so that the numbers of the others stay.
    return gone ? gone.reverse().map((place) => ({ at: `${at}/${place}` })) : [{ at, value: after }];
  }
  if (same(before, after.slice(0, before.length))) {
    return after.slice(before.length).map((value) => ({ at: `${at}/-`, value }));
  }
  return [{ at, value: after }];
}

/** Places that are left out in `after`; null where it is not just a part of `before`. */
function missingFrom(before: readonly string[], after: readonly string[]): number[] | null {
  const gone: number[] = [];
  let next = 0;
  for (const [place, value] of before.entries()) {
    if (value === after[next]) next += 1;
    else gone.push(place);
  }
  return next === after.length ? gone : null;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, place) => value === other[place]);
}
