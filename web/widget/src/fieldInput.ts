/** Which input of the browser fits a form field: keyboard, autocomplete, and how its value reads in the conversation. */
import type { InputHTMLAttributes } from "preact";
import type { FieldPrompt } from "@moien/kit/frames.ts";

export interface FieldInput {
  /** Type, keyboard and autofill token (WCAG 2.2, 1.3.5) of the input. */
  attributes: InputHTMLAttributes;
  /** What is sent for the value of the input. */
  said: (value: string) => string;
}

const asTyped = (value: string) => value.trim();

const TEXT: FieldInput = { attributes: { type: "text", autoComplete: "off" }, said: asTyped };

const INPUTS: Partial<Record<FieldPrompt["type"], FieldInput>> = {
  national_id: { attributes: { type: "text", inputMode: "numeric", autoComplete: "off" }, said: asTyped },
  date: { attributes: { type: "date", autoComplete: "off" }, said: dayFirst },
  commune: { attributes: { type: "text", autoComplete: "address-level2" }, said: asTyped },
  address: { attributes: { type: "text", autoComplete: "street-address" }, said: asTyped },
  postcode: { attributes: { type: "text", autoComplete: "postal-code" }, said: asTyped },
  phone: { attributes: { type: "tel", inputMode: "tel", autoComplete: "tel" }, said: asTyped },
  email: { attributes: { type: "email", inputMode: "email", autoComplete: "email" }, said: asTyped },
  iban: TEXT,
  plate: TEXT,
  amount: { attributes: { type: "text", inputMode: "decimal", autoComplete: "off" }, said: asTyped },
};

/** The input for a field; null where the usual box for text is right (long text, choices given as buttons), and for files. */
export function inputFor(field: FieldPrompt): FieldInput | null {
  return INPUTS[field.type] ?? null;
}

/** A date input gives `2026-03-05`; people in Luxembourg write and read `05.03.2026`. */
function dayFirst(value: string): string {
  return value.split("-").reverse().join(".");
}
