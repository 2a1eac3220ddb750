/** What to change in a file when drafted sentences come, are confirmed, or are thrown away. */
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import type { Change } from "../api.ts";
import { valueAt } from "./schema.ts";

/** The drafts of one intent, by language. */
export type Drafts = Partial<Record<Language, readonly string[]>>;

/** What stands in the file; whatever is no sentence is left out. */
export function draftsOf(value: unknown): Drafts {
  const drafts: Drafts = {};
  for (const code of LANGUAGES) {
    const there = valueAt(value, [code]);
    if (!Array.isArray(there)) continue;
    const sentences = there.filter((one): one is string => typeof one === "string");
    if (sentences.length > 0) drafts[code] = sentences;
  }
  return drafts;
}

/** `intent`: the place of the intent, as a JSON pointer. */
export function addDrafts(intent: string, drafts: Drafts, language: Language, sentences: readonly string[]): Change[] {
  const at = `${intent}/drafted`;
  if (sentences.length === 0) return [];
  if (Object.keys(drafts).length === 0) return [{ at, value: { [language]: sentences } }];
  if (drafts[language] === undefined) return [{ at: `${at}/${language}`, value: sentences }];
  return sentences.map((value) => ({ at: `${at}/${language}/-`, value }));
}

export function confirmDraft(intent: string, drafts: Drafts, language: Language, place: number): Change[] {
  const value = drafts[language]?.[place];
  if (value === undefined) return [];
  return [{ at: `${intent}/examples/${language}/-`, value }, ...dropDraft(intent, drafts, language, place)];
}

/** With the last sentence its list goes, and with the last list all of it: nothing empty stays in the file. */
export function dropDraft(intent: string, drafts: Drafts, language: Language, place: number): Change[] {
  const at = `${intent}/drafted`;
  const there = drafts[language] ?? [];
  if (place >= there.length) return [];
  if (there.length > 1) return [{ at: `${at}/${language}/${place}` }];
  return [{ at: Object.keys(drafts).length > 1 ? `${at}/${language}` : at }];
}
