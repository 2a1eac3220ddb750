/** Numbers and shares as each language writes them. */
import type { Language } from "./languages.ts";

/** `4,2` or, in English, `4.2`. */
export function decimal(language: Language, value: number, digits: number): string {
  const text = value.toFixed(digits);
  return language === "en" ? text : text.replace(".", ",");
}

/** A share from 0 to 1: `87 %` or, in English, `87%`. */
export function percent(language: Language, share: number, digits = 0): string {
  return `${decimal(language, share * 100, digits)}${language === "en" ? "" : "\u00a0"}%`;
}
