/** The four languages of the platform, in the order in which they stand everywhere (twin of contracts/languages.py). */
export const LANGUAGES = ["lb", "fr", "de", "en"] as const;

export type Language = (typeof LANGUAGES)[number];

/** What each language calls itself, for language menus. */
export const OWN_NAMES: Record<Language, string> = {
  lb: "Lëtzebuergesch",
  fr: "Français",
  de: "Deutsch",
  en: "English",
};

/** The platform's language behind a language tag such as `fr-LU`; null when the platform does not speak it. */
export function languageOf(tag: string | null | undefined): Language | null {
  const primary = tag?.trim().toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** The first tag the platform speaks, in the order given; Luxembourgish when it speaks none of them. */
export function firstSpoken(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = languageOf(tag);
    if (language) return language;
  }
  return "lb";
}
