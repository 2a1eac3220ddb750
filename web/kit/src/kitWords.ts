/** Wording that all pages share: a page adds the languages that it speaks before it draws anything. */
import type { ErrorCode } from "./frames.ts";
import type { Language } from "./languages.ts";
import type lb from "./words/lb.json";
import type { Tables } from "./words.ts";

type Written = typeof lb;
/** What only staff can be refused has words on their pages alone. */
export type KitWords = Written & { errors: Partial<Record<ErrorCode, string>> };

const added: Partial<Tables<KitWords>> = {};

export function addKitWords(tables: Partial<Tables<KitWords>>): void {
  Object.assign(added, tables);
}

/** The wording of a language; that of another one while its own has not been added. Throws where none has been. */
export function kitWords(language: Language): KitWords {
  const words = added[language] ?? Object.values(added)[0];
  if (!words) throw new Error("no wording has been added: call addKitWords before drawing");
  return words;
}

/** Why something was refused. */
export function errorText({ errors }: KitWords, code: ErrorCode): string {
  return errors[code] ?? errors.bad_frame;
}
