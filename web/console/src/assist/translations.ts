/** Translations over REST: for which languages there are any, and one text into another language. */
import * as v from "valibot";
import { language } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { call, type Outcome } from "@moien/kit/staff/calls.ts";

/** Twin of what GET /api/staff/translations answers. */
const translators = v.object({
  available: v.boolean(),
  model: v.nullish(v.string(), null),
  /** Into which is translated. */
  languages: v.array(language),
});

const translated = v.object({ text: v.string(), model: v.string(), back: v.nullish(v.string(), null) });

export type Translators = v.InferOutput<typeof translators>;
export type Translated = v.InferOutput<typeof translated>;

export interface Wish {
  text: string;
  source: Language;
  target: Language;
  /** Whether it is to be translated back, too. */
  back?: boolean;
}

/** Why there is no translation; `names`: what the machine lost, changed or invented. */
export interface Trouble {
  code: string;
  names: readonly string[];
}

const ADDRESS = "/api/staff/translations";

export function fetchTranslators(): Promise<Outcome<Translators>> {
  return call(ADDRESS, translators);
}

export async function translate(wish: Wish): Promise<{ value: Translated } | Trouble> {
  const outcome = await call(ADDRESS, translated, { method: "POST", body: wish });
  if (outcome.done) return { value: outcome.value };
  const { code, detail = "" } = outcome;
  return { code, names: code === "tokens_changed" ? namesIn(detail) : [] };
}

/** The detail begins with what has changed, parted by `; `, and ends with a colon and what to do. */
export function namesIn(detail: string): string[] {
  const end = detail.lastIndexOf(": ");
  return end === -1 ? [] : detail.slice(0, end).split("; ");
}
