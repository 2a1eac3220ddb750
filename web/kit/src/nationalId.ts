/** The national identification number (matricule) while it is typed: its groups, and whether its digits fit together. */

import type { Tidy } from "./tidying.ts";

/** `YYYYMMDDXXXCD`: C is the Luhn digit of what stands before it, D the Verhoeff digit of the same eleven. */
export const DIGITS = 13;

export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** The number as people read it, `1985 0412 12393`; a text that is not digits alone stays as it is. */
export function grouped(text: string): string {
  if (/[^\d\s./–-]/.test(text)) return text;
  return digitsOf(text)
    .replace(/^(\d{4})(?=\d)/, "$1 ")
    .replace(/^(\d{4} \d{4})(?=\d)/, "$1 ");
}

/** How the number is tidied while it is typed. */
export const NATIONAL_ID: Tidy = { write: grouped, counts: /\d/ };

/** Month and day may be 00 and the year that of entry, so no day of the calendar is asked for. */
export function isNationalId(number: string): boolean {
  if (!/^(18|19|20)\d{11}$/.test(number)) return false;
  return hasLuhnDigit(number.slice(0, 12)) && hasVerhoeffDigit(number.slice(0, 11) + number.slice(12));
}

/** How a number stands; null where there is nothing to say yet. `left`: nobody is typing it at the moment. */
export function judgeNationalId(value: string, left: boolean): "right" | "wrong" | "miscounted" | null {
  const digits = digitsOf(value);
  if (digits.length === DIGITS) return isNationalId(digits) ? "right" : "wrong";
  return digits === "" || (!left && digits.length < DIGITS) ? null : "miscounted";
}

function hasLuhnDigit(number: string): boolean {
  const sum = Array.from(number, Number)
    .reverse()
    .reduce((before, found, index) => {
      const digit = found * (1 + (index % 2));
      return before + (digit > 9 ? digit - 9 : digit);
    }, 0);
  return sum % 10 === 0;
}

function hasVerhoeffDigit(number: string): boolean {
  const digits = Array.from(number, Number).reverse();
  return digits.reduce((before, digit, index) => turned(before, permuted(digit, index)), 0) === 0;
}

/** Verhoeff's permutation, `times` times. */
function permuted(digit: number, times: number): number {
  return times % 8 === 0 ? digit : permuted(Number("1576283094"[digit]), (times % 8) - 1);
}

/** One after the other in the group of the turns and mirrors of a pentagon. */
function turned(first: number, second: number): number {
  const turn = first < 5 ? first + second : first - second + 10;
  return (turn % 5) + (first < 5 === second < 5 ? 0 : 5);
}
