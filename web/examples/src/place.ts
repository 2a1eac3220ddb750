/** Which example is shown: `#state/language/theme` in the page's address. */
import { firstSpoken, type Language } from "@moien/kit/languages.ts";

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface Choice {
  state: string;
  language: Language;
  theme: Theme;
}

/** What the address does not say, or says wrongly, is the first of its kind. */
export function readChoice(hash: string): Choice {
  const [state, language, theme] = hash.replace(/^#/, "").split("/");
  return {
    state: state === undefined || state === "" ? "first" : state,
    language: firstSpoken([language]),
    theme: theme === "dark" ? "dark" : "light",
  };
}

export function addressOf({ state, language, theme }: Choice): string {
  return `#${state}/${language}/${theme}`;
}
