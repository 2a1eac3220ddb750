/** What the places of a file are called in the form: the words of the studio, else the name as it is written. */
import { wordFor, type StudioWords } from "../studioWords.ts";
import type { Path } from "./schema.ts";

export function placeName(words: StudioWords, path: Path, value: unknown): string {
  const last = path.at(-1);
  if (typeof last === "number") return itemName(last, value);
  if (last === undefined) return "";
  return wordFor(words.field, last) === last ? last.replaceAll("_", " ") : wordFor(words.field, last);
}

/** An item of a list by what it calls itself. */
function itemName(place: number, value: unknown): string {
  const number = String(place + 1);
  if (typeof value !== "object" || value === null) return number;
  for (const key of ["name", "id", "value"]) {
    const name = (value as Record<string, unknown>)[key];
    if (typeof name === "string" && name !== "") return `${number}. ${name}`;
  }
  return number;
}
