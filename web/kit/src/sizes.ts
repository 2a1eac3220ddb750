/** Sizes of files in four languages: `180 kB`, `1,4 MB`, in French `180 Ko`. */
import { kitWords } from "./kitWords.ts";
import type { Language } from "./languages.ts";
import { fill } from "./words.ts";

/** The longest file that the hub takes, in bytes (twin of contracts/files.py). */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** `bytes` as people read it; never less than 1 kB. */
export function sizeText(language: Language, bytes: number): string {
  const { size } = kitWords(language);
  const kilo = Math.max(1, Math.round(bytes / 1024));
  if (kilo < 1000) return fill(size.kb, { n: kilo });
  const mega = (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "");
  return fill(size.mb, { n: language === "en" ? mega : mega.replace(".", ",") });
}
