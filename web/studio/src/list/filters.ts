/** Which files of the list are shown: by words, and by what is to be done about them. */
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import type { FileView } from "../api.ts";

export const FILTERS = ["all", "changed", "review", "paused", "problems", "missing", "weak", "old", "tests"] as const;

export type Filter = (typeof FILTERS)[number];

/** Days after which a comparison with the official page is old. */
const OLD = 180;

export function isOld({ checked }: FileView, now: number): boolean {
  const at = Date.parse(checked);
  return !Number.isNaN(at) && now - at > OLD * 864e5;
}

/** Share of the test sentences of a service below which a language is badly understood. */
const ENOUGH = 0.8;
/** So much less than the best language is badly understood too. */
const BEHIND = 0.05;

/** Languages in which the live bot understands a service badly, or worse than in another one. */
export function weakLanguages({ health }: Pick<FileView, "health">): Language[] {
  const best = Math.max(0, ...Object.values(health));
  return LANGUAGES.filter((code) => {
    const share = health[code];
    // Shares are of few sentences: 0.75 and 0.8 are not to differ by a hair more than they do.
    return share !== undefined && (share < ENOUGH || best - share > BEHIND - 1e-9);
  });
}

/** Whether the file is not as it is published: changed, new, or to be deleted. */
export function isDraft({ state }: Pick<FileView, "state">): boolean {
  return state === "draft" || state === "new" || state === "going";
}

/** Languages of a service without a title or without examples. */
export function missingLanguages(file: FileView): Language[] {
  if (file.kind !== "service") return [];
  return LANGUAGES.filter((code) => !file.title[code]?.trim() || !file.examples[code]);
}

export function fits(file: FileView, words: string, filter: Filter, now: number): boolean {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  const text = folded([...Object.values(file.title), file.path, ...Object.values(file.administration)].join(" "));
  // There is a file of tests for each service, which leads there.
  if (file.kind === "tests" && filter === "all" && wanted.length === 0) return false;
  return wanted.every((word) => text.includes(word)) && matches(file, filter, now);
}

function matches(file: FileView, filter: Filter, now: number): boolean {
  switch (filter) {
    case "all":
      return true;
    case "changed":
      return isDraft(file);
    case "review":
      return file.in_review !== null;
    case "paused":
      return file.state === "paused";
    case "problems":
      return file.problems > 0;
    case "missing":
      return missingLanguages(file).length > 0;
    case "weak":
      return weakLanguages(file).length > 0;
    case "tests":
      return file.kind === "tests";
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
