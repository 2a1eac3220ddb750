/** Durations as each language writes them; numbers and shares come from the kit. */
import type { Language } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import { SUPERVISION_WORDS } from "./supervisionWords.ts";

export { decimal, percent } from "@moien/kit/numbers.ts";

/** Seconds in words, as exact as somebody wants to know: `45 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(language: Language, seconds: number): string {
  const words = SUPERVISION_WORDS[language].duration;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 1) return fill(words.seconds, { s: whole });
  if (minutes < 10 && whole % 60 > 0) return fill(words.minutes_seconds, { m: minutes, s: whole % 60 });
  if (minutes < 60) return fill(words.minutes, { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return fill(words.hours, { h: hours, m: minutes % 60 });
  return fill(words.days, { d: Math.floor(hours / 24), h: hours % 24 });
}
