/** Days as people write them in digits, day first; the bot understands words as well, and decides. */

/** A year of two digits lies at most so many years ahead, else in the last century: the same as for the bot. */
const YEARS_AHEAD = 10;

const WRITTEN = /^\s*(\d{1,2})([./ -]) ?(\d{1,2})\2 ?(\d{4}|\d{2})\s*$/;

/** The ISO date of a text such as `5.3.2026`, `05/03/26`, `05032026` or `2026-03-05`; null for any other text. */
export function readDay(text: string, today: Date): string | null {
  return dayIn(text, today) ?? null;
}

/** Whether all digits of a day are there, but the calendar, or the years that the bot takes, have no such day. */
export function isNoDay(text: string): boolean {
  return dayIn(text, new Date()) === null;
}

/** Null where there is no such day, undefined where the text does not read as one. */
function dayIn(text: string, today: Date): string | null | undefined {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const match = WRITTEN.exec(text.replace(/^\s*(\d\d)(\d\d)(\d{4})\s*$/, "$1.$2.$3"));
  if (!match) return undefined;
  const [, day, , month, written = ""] = match;
  const year = Number(written);
  const century = 2000 + year <= today.getFullYear() + YEARS_AHEAD ? 2000 : 1900;
  return dayOf(written.length === 2 ? century + year : year, Number(month), Number(day));
}

/** How a day is written in Luxembourg: `05.03.2026`. */
export function writeDay(isoDate: string): string {
  return isoDate.split("-").reverse().join(".");
}

/** The ISO date that lies so many days behind another one. */
export function daysAfter(isoDate: string, days: number): string {
  return isoOf(new Date(new Date(isoDate).getTime() + days * 864e5));
}

/** The same day so many months later, or the last one of that month. */
export function monthsAfter(isoDate: string, months: number): string {
  const date = new Date(isoDate);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return isoOf(date);
}

/** The day on the device's own calendar. */
export function isoToday(now: Date): string {
  return isoOf(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1900 && year < 2100 ? isoOf(date) : null;
}

function isoOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
