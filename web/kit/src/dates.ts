/**
 * Dates and times in four languages from wording of our own: Chromium on Debian has no Luxembourgish in Intl and would
 * answer in English without a word.
 */
import { kitWords } from "./kitWords.ts";
import type { Language } from "./languages.ts";
import { fill } from "./words.ts";

const DAY = 864e5;

/** The weekday of an ISO date, 0 for Sunday. */
export function weekdayOf(isoDate: string): number {
  return new Date(isoDate).getUTCDay();
}

/** `en Donneschdeg`, from 0 for Sunday. */
function onWeekday(language: Language, weekday: number): string {
  return kitWords(language).dates.on_weekdays.split(", ")[weekday] ?? "";
}

/** `Donneschdeg`, from 0 for Sunday. */
export function weekdayName(language: Language, weekday: number): string {
  return onWeekday(language, weekday).split(" ").at(-1) ?? "";
}

/** The names of the twelve months. */
export function monthNames(language: Language): readonly string[] {
  return kitWords(language).dates.months.split(" ");
}

/** A day with its weekday: `Donneschdeg, 5. Mäerz 2026`, `jeudi 5 mars 2026`. */
export function wholeDay(language: Language, isoDate: string): string {
  const weekday = weekdayName(language, weekdayOf(isoDate));
  return fill(kitWords(language).dates.weekday_and_day, { weekday, day: writtenDay(language, isoDate) });
}

/** `14:05`, or `14h05` in French, in the time zone of the device. */
export function clockTime(language: Language, at: string | number): string {
  const moment = new Date(at);
  return clock(language, moment.getHours(), String(moment.getMinutes()).padStart(2, "0"));
}

function clock(language: Language, hour: number, minute: string): string {
  return fill(kitWords(language).dates.clock, { hour, minute });
}

/** `3. Mäerz`, `1er mars`, `3. März`, `3 March`; `month` counts from 1. */
function dayAndMonth(language: Language, day: number, month: number): string {
  const words = kitWords(language).dates;
  return `${day === 1 ? words.first : fill(words.day, { n: day })} ${monthNames(language)[month - 1] ?? month}`;
}

/** The day of an ISO date (`2026-03-03`); null for any other text. */
function dayOf(isoDate: string): [year: number, month: number, day: number] | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(isoDate);
  return match && (match.slice(1).map(Number) as [number, number, number]);
}

/** An ISO date in words, without an article; a text that is no ISO date comes back as it is. */
export function writtenDay(language: Language, isoDate: string): string {
  const found = dayOf(isoDate);
  if (!found) return isoDate;
  const [year, month, day] = found;
  return `${dayAndMonth(language, day, month)} ${year}`;
}

/**
 * "On that day" within a sentence, from an ISO date: `den 3. Mäerz 2026`, `le 3 mars 2026`, `am 3. März 2026`,
 * `on 3 March 2026`. A text that is no ISO date comes back as it is.
 */
export function onDay(language: Language, isoDate: string): string {
  const found = dayOf(isoDate);
  if (!found) return isoDate;
  return fill(kitWords(language).dates.on_day, { n: found[2], day: writtenDay(language, isoDate) });
}

/**
 * "At that time" within a sentence, on the clock of the place where it happens, whatever the device's time zone: `haut
 * um 13:00 Auer`, `demain à 8h00`, `am Montag, dem 3. März, um 8:00 Uhr`. `moment` is an ISO date and time with an
 * offset from UTC (`2026-03-03T08:00:00+01:00`); any other text comes back as it is.
 */
export function atTime(language: Language, moment: string, now: Date): string {
  const match = /T(\d{2}):(\d{2})[\d:.]*(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(moment);
  const date = dayOf(moment);
  if (!match || !date) return moment;
  const [, hour, minute = "", sign, hours, minutes] = match;
  const [year, month, n] = date;
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
  const there = Math.floor((now.getTime() + ahead * 6e4) / DAY);
  const days = Date.UTC(year, month - 1, n) / DAY;
  const words = kitWords(language).dates;
  return fill(days === there ? words.at_today : days === there + 1 ? words.at_tomorrow : words.at, {
    weekday: onWeekday(language, (days + 4) % 7),
    n,
    day: dayAndMonth(language, n, month),
    time: clock(language, Number(hour), minute),
  });
}

/** Heading of a day in a log: today, yesterday, or the day in words. Days are those of the device. */
export function dayHeading(language: Language, at: string, now: Date): string {
  const moment = new Date(at);
  const days = (date: Date) =>
    Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / DAY);
  const ago = days(now) - days(moment);
  const words = kitWords(language).dates;
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  return `${dayAndMonth(language, moment.getDate(), moment.getMonth() + 1)} ${moment.getFullYear()}`;
}

/** A day and a time of the device: `Haut, 14:05`, `3. Mäerz 2026, 14:05`. */
export function momentOf(language: Language, at: string, now: Date): string {
  return `${dayHeading(language, at, now)}, ${clockTime(language, at)}`;
}
