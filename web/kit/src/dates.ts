/**
 * Dates and times in four languages from tables of our own: Chromium on Debian has no Luxembourgish in Intl and would
 * answer in English without a word.
 */
import type { Language } from "./languages.ts";

const MONTHS: Record<Language, readonly string[]> = {
  lb: "Januar Februar Mäerz Abrëll Mee Juni Juli August September Oktober November Dezember".split(" "),
  fr: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" "),
  de: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

/** "On that weekday", Sunday first. */
const ON_WEEKDAY: Record<Language, readonly string[]> = {
  lb: ["e Sonndeg", "e Méindeg", "en Dënschdeg", "e Mëttwoch", "en Donneschdeg", "e Freideg", "e Samschdeg"],
  fr: "dimanche lundi mardi mercredi jeudi vendredi samedi".split(" "),
  de: "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag".split(" ").map((name) => `am ${name}`),
  en: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ").map((name) => `on ${name}`),
};

/** The weekday of an ISO date, 0 for Sunday. */
export function weekdayOf(isoDate: string): number {
  return new Date(isoDate).getUTCDay();
}

/** `Donneschdeg`, from 0 for Sunday. */
export function weekdayName(language: Language, weekday: number): string {
  return ON_WEEKDAY[language][weekday]?.split(" ").at(-1) ?? "";
}

/** The names of the twelve months. */
export function monthNames(language: Language): readonly string[] {
  return MONTHS[language];
}

/** A day with its weekday: `Donneschdeg, 5. Mäerz 2026`, `jeudi 5 mars 2026`. */
export function wholeDay(language: Language, isoDate: string): string {
  const comma = language === "lb" || language === "de" ? "," : "";
  return `${weekdayName(language, weekdayOf(isoDate))}${comma} ${writtenDay(language, isoDate)}`;
}

const TODAY: Record<Language, string> = { lb: "Haut", fr: "Aujourd’hui", de: "Heute", en: "Today" };
const YESTERDAY: Record<Language, string> = { lb: "Gëschter", fr: "Hier", de: "Gestern", en: "Yesterday" };

/**
 * Whether a Luxembourgish word before this number keeps its final n: by the sound with which the number begins, which
 * from 21 on is that of the unit digit (`den 3. Mäerz`, `de 5. Abrëll`). For whole numbers from 0 to 99.
 */
export function keepsN(number: number): boolean {
  const first = number > 20 && number % 10 !== 0 ? number % 10 : number;
  return ![4, 5, 6, 7, 14, 15, 16, 17, 40, 50, 60, 70].includes(first);
}

/** `14:05`, or `14h05` in French, in the time zone of the device. */
export function clockTime(language: Language, at: string | number): string {
  const moment = new Date(at);
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  return `${moment.getHours()}${language === "fr" ? "h" : ":"}${minutes}`;
}

/** The day in words without an article: `3. Mäerz 2026`, `1er mars 2026`, `3. März 2026`, `3 March 2026`. */
function dayInWords(language: Language, day: number, month: number, year: number): string {
  return `${dayAndMonth(language, day, month)} ${year}`;
}

function dayAndMonth(language: Language, day: number, month: number): string {
  const name = MONTHS[language][month - 1] ?? String(month);
  switch (language) {
    case "lb":
    case "de":
      return `${day}. ${name}`;
    case "fr":
      return `${day === 1 ? "1er" : day} ${name}`;
    case "en":
      return `${day} ${name}`;
  }
}

const ARTICLES: Record<Language, (day: number) => string> = {
  lb: (day) => (keepsN(day) ? "den" : "de"),
  fr: () => "le",
  de: () => "am",
  en: () => "on",
};

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
  return dayInWords(language, day, month, year);
}

/**
 * "On that day" within a sentence, from an ISO date: `den 3. Mäerz 2026`, `le 3 mars 2026`, `am 3. März 2026`,
 * `on 3 March 2026`. A text that is no ISO date comes back as it is.
 */
export function onDay(language: Language, isoDate: string): string {
  const found = dayOf(isoDate);
  return found ? `${ARTICLES[language](found[2])} ${writtenDay(language, isoDate)}` : isoDate;
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
  const [, hour, minute, sign, hours, minutes] = match;
  const [year, month, day] = date;
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
  const there = Math.floor((now.getTime() + ahead * 6e4) / 864e5);
  const days = Date.UTC(year, month - 1, day) / 864e5;
  const weekday = ON_WEEKDAY[language][(days + 4) % 7] ?? "";
  const far = weekday + BEFORE_DAY[language](day) + dayAndMonth(language, day, month);
  const clock = `${Number(hour)}${language === "fr" ? "h" : ":"}${minute}`;
  return AT_TIME[language](far, days === there ? 0 : days === there + 1 ? 1 : null, clock);
}

/** What stands between a weekday and its date. */
const BEFORE_DAY: Record<Language, (day: number) => string> = {
  lb: (day) => (keepsN(day) ? ", den " : ", de "),
  fr: () => " ",
  de: () => ", dem ",
  en: () => " ",
};

/** How a day and a time are joined; `far` where the day is neither today nor tomorrow. */
const AT_TIME: Record<Language, (far: string, near: 0 | 1 | null, clock: string) => string> = {
  lb: (far, near, clock) => `${near === null ? `${far},` : ["haut", "muer"][near]} um ${clock} Auer`,
  fr: (far, near, clock) => `${near === null ? far : ["aujourd’hui", "demain"][near]} à ${clock}`,
  de: (far, near, clock) => `${near === null ? `${far},` : ["heute", "morgen"][near]} um ${clock} Uhr`,
  en: (far, near, clock) => `${near === null ? far : ["today", "tomorrow"][near]} at ${clock}`,
};

/** Heading of a day in a log: today, yesterday, or the day in words. Days are those of the device. */
export function dayHeading(language: Language, at: string, now: Date): string {
  const moment = new Date(at);
  const days = (date: Date) =>
    Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / 864e5);
  const ago = days(now) - days(moment);
  if (ago === 0) return TODAY[language];
  if (ago === 1) return YESTERDAY[language];
  return dayInWords(language, moment.getDate(), moment.getMonth() + 1, moment.getFullYear());
}

/** A day and a time of the device: `Haut, 14:05`, `3. Mäerz 2026, 14:05`. */
export function momentOf(language: Language, at: string, now: Date): string {
  return `${dayHeading(language, at, now)}, ${clockTime(language, at)}`;
}
