/** How a citizen's place in the queue reads. */
import { atTime } from "@moien/kit/dates.ts";
import type { WaitingPlace } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { widgetWords } from "../widgetWords.ts";

/** How long a citizen is likely to wait from now on, as far as anybody can say honestly. */
export function waitText(language: Language, wait: WaitingPlace["wait"]): string {
  const words = widgetWords(language).waiting.wait;
  if (wait === null) return words.unknown;
  const { least, most } = wait;
  if (most < 1) return words.longer;
  if (least < 1) return plural(language, most, words.at_most);
  return least === most ? plural(language, most, words.about) : fill(words.range, { least, most });
}

/** Where a citizen stands in the queue. */
export function placeText(language: Language, { ahead }: Pick<WaitingPlace, "ahead">): string {
  const { next, before } = widgetWords(language).waiting;
  return ahead === 0 ? next : plural(language, ahead, before);
}

/** Why nobody comes at the moment; null while somebody may. */
export function awayText(language: Language, { open, opens_at: at, staffed }: WaitingPlace, now: Date): string | null {
  const words = widgetWords(language).waiting;
  if (open) return staffed ? null : words.not_staffed;
  return at === null ? words.closed_for_now : fill(words.closed, { at: atTime(language, at, now) });
}
