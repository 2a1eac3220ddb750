/** Wording: one JSON file per language, all of one shape; templates are filled here. */
import { LANGUAGES, type Language } from "./languages.ts";

/** The same tree of strings in every language; a file that lacks a key does not type-check. */
export type Tables<T> = Record<Language, T>;

export type Values = Record<string, string | number>;

/**
 * Whether a Luxembourgish word before this number keeps its final n: by the sound with which the number begins, which
 * from 21 on is that of the unit digit (`den 3. Mäerz`, `de 5. Abrëll`). For whole numbers from 0 to 99.
 */
export function keepsN(number: number): boolean {
  const first = number > 20 && number % 10 !== 0 ? number % 10 : number;
  return ![4, 5, 6, 7, 14, 15, 16, 17, 40, 50, 60, 70].includes(first);
}

/**
 * Put values into a template: `{name}` is replaced by the value. `vu{n:steps}` writes the final n of a Luxembourgish
 * word only where the number that follows keeps it (n-rule). A name without a value throws: the wording is wrong.
 */
export function fill(template: string, values: Values): string {
  return template.replace(/\{(n:)?([a-z_]+)\}/g, (_, rule: string | undefined, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`wording "${template}" needs {${name}}, which was not given`);
    if (rule) return keepsN(Number(value)) ? "n" : "";
    return String(value);
  });
}

/** One thing or several. French counts 0 as one. */
export function plural(language: Language, count: number, forms: { one: string; other: string }): string {
  const one = language === "fr" ? count < 2 : count === 1;
  return fill(one ? forms.one : forms.other, { n: count });
}

/** One difference in shape between wording files, for people: which file, which key, what to do. */
export function differences(files: Record<string, unknown>): string[] {
  const flat = new Map(Object.entries(files).map(([file, tree]) => [file, leaves(tree)]));
  const found: string[] = [];
  const keys = new Set([...flat.values()].flatMap((table) => [...table.keys()]));
  for (const key of keys) {
    const wanted = placeholders([...flat.values()].map((table) => table.get(key)).find((text) => text !== undefined));
    for (const [file, table] of flat) {
      const text = table.get(key);
      if (text === undefined) found.push(`${file}: "${key}" is missing: write it in this language too`);
      else if (text.trim() === "") found.push(`${file}: "${key}" is empty: write a text`);
      else if (placeholders(text) !== wanted) {
        found.push(`${file}: "${key}" holds the placeholders [${placeholders(text)}], other languages [${wanted}]`);
      }
    }
  }
  return found;
}

/** Wording files of a folder must be exactly the four languages; gives the names that are missing. */
export function missingLanguages(names: readonly string[]): Language[] {
  return LANGUAGES.filter((language) => !names.includes(language));
}

function leaves(tree: unknown, path = ""): Map<string, string> {
  if (typeof tree === "string") return new Map([[path, tree]]);
  if (tree === null || typeof tree !== "object") {
    throw new TypeError(`wording "${path}" is ${JSON.stringify(tree)}: only texts and groups of texts are allowed`);
  }
  return new Map(
    Object.entries(tree).flatMap(([key, below]) => [...leaves(below, path === "" ? key : `${path}.${key}`)]),
  );
}

function placeholders(text: string | undefined): string {
  const names = [...(text ?? "").matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].sort().join(", ");
}
