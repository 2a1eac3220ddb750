/** The communes of the country and all their names, as the gateway gives them, and which of them somebody may mean. */
import * as v from "valibot";
import type { Language } from "@moien/kit/languages.ts";

const communes = v.array(
  v.object({
    lb: v.string(),
    fr: v.string(),
    de: v.string(),
    /** Further names, those of communes that were merged into it as well. */
    also: v.array(v.string()),
  }),
);

export type Commune = v.InferOutput<typeof communes>[number];

export interface Found {
  /** The name in the reader's language. */
  name: string;
  /** The name that fits what was typed, where that is another one. */
  by: string | null;
}

/** Rejects where the gateway cannot be reached. */
export async function fetchCommunes(server: string): Promise<Commune[]> {
  const response = await fetch(new URL("/api/communes", server), { credentials: "omit" });
  if (!response.ok) throw new Error(`GET /api/communes: status ${response.status}`);
  return v.parse(communes, await response.json());
}

/** The communes that `typed` may be the beginning of, the likeliest first: the name, a word in it, any part of it. */
export function findCommunes(all: readonly Commune[], typed: string, language: Language, most: number): Found[] {
  const wanted = folded(typed);
  if (wanted === "") return [];
  const found: (Found & { rank: number })[] = [];
  for (const commune of all) {
    const name = commune[language === "en" ? "fr" : language];
    const names = [name, commune.lb, commune.fr, commune.de, ...commune.also];
    const ranks = names.map((one) => rankOf(folded(one), wanted));
    const rank = Math.min(...ranks);
    const by = names[ranks.indexOf(rank)] ?? name;
    if (rank < NOT) found.push({ name, by: by === name ? null : by, rank });
  }
  // A name somewhere within another is worth showing only where nothing begins so.
  const best = Math.min(...found.map(({ rank }) => rank));
  return found
    .filter(({ rank }) => rank < WITHIN || best === WITHIN)
    .sort((one, other) => one.rank - other.rank || one.name.localeCompare(other.name))
    .slice(0, most);
}

const WITHIN = 2;
const NOT = 3;

/** 0: the name begins so, 1: a word of it does. */
function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (name.includes(` ${wanted}`)) return 1;
  return wanted.length > 2 && name.includes(wanted) ? WITHIN : NOT;
}

/** What spellings of the same name have in common: no accents, no doubled letters, `ä` as `ae`, `ck` as `k`. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/[äæ]/g, "a")
    .normalize("NFD")
    .replace(/\p{M}|['’]/gu, "")
    .replace(/ß/g, "s")
    .replace(/œ/g, "o")
    .replace(/[^a-z]+/g, " ")
    .replace(/([aou])e/g, "$1")
    .replace(/ck|c/g, "k")
    .replace(/y/g, "i")
    .replace(/([a-z])\1+/g, "$1")
    .trim();
}
