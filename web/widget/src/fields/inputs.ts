/** Which input of the browser fits a form field: keyboard, autofill, how its value is written, read and sent. */
import { wholeDay } from "@moien/kit/dates.ts";
import type { FieldPrompt } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { DIGITS, digitsOf, judgeNationalId, NATIONAL_ID } from "@moien/kit/nationalId.ts";
import type { Tidy } from "@moien/kit/tidying.ts";
import { fill } from "@moien/kit/words.ts";
import type { WidgetWords } from "../widgetWords.ts";
import { isNoDay, readDay, writeDay } from "./days.ts";

export interface Hint {
  text: string;
  /** What was typed is probably wrong; it may be sent all the same, since the bot decides. */
  problem?: boolean;
}

export interface FieldInput {
  /** Type, keyboard and autofill token (WCAG 2.2, 1.3.5) of the input. */
  attributes: { type?: "tel" | "email"; inputMode?: "numeric" | "decimal" | "tel" | "email"; autoComplete: string };
  /** What is sent for the value of the input. */
  said: (value: string) => string;
  /** How the value is written while it is typed. */
  tidy?: Tidy;
  /** What helps with this value; `left`: nobody is typing it at the moment. */
  hint?: (value: string, left: boolean, words: WidgetWords["fields"], language: Language) => Hint | null;
}

const asTyped = (value: string) => value.trim();

const TEXT: FieldInput = { attributes: { autoComplete: "off" }, said: asTyped };

const INPUTS: Partial<Record<FieldPrompt["type"], FieldInput>> = {
  national_id: {
    attributes: { inputMode: "numeric", autoComplete: "off" },
    said: asTyped,
    tidy: NATIONAL_ID,
    hint: (value, left, { matricule }) => {
      const standing = judgeNationalId(value, left);
      if (standing === null) return null;
      if (standing === "right") return { text: matricule.right };
      if (standing === "wrong") return { text: matricule.wrong, problem: true };
      return { text: fill(matricule.short, { n: digitsOf(value).length, all: DIGITS }), problem: true };
    },
  },
  date: {
    attributes: { autoComplete: "off" },
    said: (value) => {
      const day = readDay(value, new Date());
      return day === null ? asTyped(value) : writeDay(day);
    },
    hint: (value, left, { date }, language) => {
      if (left && isNoDay(value)) return { text: date.wrong, problem: true };
      const day = readDay(value, new Date());
      return { text: day === null ? fill(date.example, { day: "05.03.2026" }) : wholeDay(language, day) };
    },
  },
  commune: { attributes: { autoComplete: "address-level2" }, said: asTyped },
  address: { attributes: { autoComplete: "street-address" }, said: asTyped },
  postcode: { attributes: { autoComplete: "postal-code" }, said: asTyped },
  phone: { attributes: { type: "tel", inputMode: "tel", autoComplete: "tel" }, said: asTyped },
  email: { attributes: { type: "email", inputMode: "email", autoComplete: "email" }, said: asTyped },
  amount: { attributes: { inputMode: "decimal", autoComplete: "off" }, said: asTyped },
};

/** The input for a field; that of a plain text where the field has none of its own. */
export function inputFor(type: FieldPrompt["type"]): FieldInput {
  return INPUTS[type] ?? TEXT;
}
