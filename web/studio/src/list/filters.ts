/** Which files of the list are shown: by words, and by what is to be done about them. */
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import type { FileView } from "../api.ts";

export const FILTERS = ["all", "changed", "review", "paused", "problems", "missing", "old"] as const;

export type Filter = (typeof FILTERS)[number];

/** Days after which a comparison with the official page is old. */
const OLD = 180;

export function isOld({ checked }: FileView, now: number): boolean {
  const at = Date.parse(checked);
  return !Number.isNaN(at) && now - at > OLD * 864e5;
}

/** Languages of a service without a title or without examples. */
export function missingLanguages(file: FileView): Language[] {
  if (file.kind !== "service") return [];
  return LANGUAGES.filter((code) => !file.title[code]?.trim() || !file.examples[code]);
}

export function fits(file: FileView, words: string, filter: Filter, now: number): boolean {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  const text = folded([...Object.values(file.title), file.path, file.administration].join(" "));
  return wanted.every((word) => text.includes(word)) && matches(file, filter, now);
}

function matches(file: FileView, filter: Filter, now: number): boolean {
  switch (filter) {
    case "all":
      return true;
    case "changed":
      return file.state === "draft" || file.state === "new" || file.state === "going";
    case "review":
      return file.in_review !== null;
    case "paused":
      return file.state === "paused";
    case "problems":
      return file.problems > 0;
    case "missing":
      return missingLanguages(file).length > 0;
    case "old":
      return isOld(file, now);
  }
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What a file is called: the title in the reader's language, else in any, else its path. */
export function nameOf(file: Pick<FileView, "title" | "path">, language: Language): string {
  const titles = [file.title[language], ...LANGUAGES.map((code) => file.title[code])];
  return titles.find((title) => title?.trim()) ?? file.path;
}
