/** Numbers, shares and durations as each language writes them. */
import type { Language } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import { SUPERVISION_WORDS } from "./supervisionWords.ts";

/** `4,2` or, in English, `4.2`. */
export function decimal(language: Language, value: number, digits: number): string {
  const text = value.toFixed(digits);
  return language === "en" ? text : text.replace(".", ",");
}

/** A share from 0 to 1: `87 %` or, in English, `87%`. */
export function percent(language: Language, share: number): string {
  return `${Math.round(share * 100)}${language === "en" ? "" : "\u00a0"}%`;
}

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
