/** The code of a receipt while it is typed: its groups, and whether its letters fit together. */
import type { Tidy } from "@moien/kit/tidying.ts";

/** Twin of `LETTERS` in channels/privacy/codes.py: Crockford's base 32. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Letters of a code: 27 drawn ones and one that checks them. */
export const LENGTH = 28;

const BESIDE = /[\s\-‐-―−._]+/g;

const READ_AS: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };

/** The letters of a code as they count, in whatever case and grouping it is written. */
export function lettersOf(written: string): string {
  return written
    .replace(BESIDE, "")
    .toUpperCase()
    .replace(/[OIL]/g, (letter) => READ_AS[letter] ?? letter);
}

/** In groups of four; a text that no code looks like stays as it is. */
function grouped(text: string): string {
  if (/[^\p{L}\p{N}\s\-‐-―−._]/u.test(text)) return text;
  return text
    .replace(BESIDE, "")
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, "$1-");
}

export const RECEIPT_CODE: Tidy = { write: grouped, counts: /[\p{L}\p{N}]/u };

export function isReceiptCode(code: string): boolean {
  return code.length === LENGTH && Array.from(code).every((letter) => LETTERS.includes(letter)) && checksum(code) === 0;
}

/** How a code stands; null where there is nothing to say yet. `left`: nobody is typing it at the moment. */
export function judgeReceipt(value: string, left: boolean): "right" | "wrong" | "miscounted" | null {
  const code = lettersOf(value);
  if (code.length === LENGTH) return isReceiptCode(code) ? "right" : "wrong";
  return code === "" || (!left && code.length < LENGTH) ? null : "miscounted";
}

/** 0 for a code with its check letter: twin of `_checksum` in channels/privacy/codes.py. */
function checksum(code: string): number {
  return Array.from(code).reduce((value, letter) => doubled(value) ^ LETTERS.indexOf(letter), 0);
}

/** Times x in the field of 32 letters: x⁵ + x² + 1. */
function doubled(value: number): number {
  const next = value << 1;
  return next & 0b100000 ? next ^ 0b100101 : next;
}
