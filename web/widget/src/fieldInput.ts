/** Which input of the browser fits a form field: keyboard, autocomplete, and how its value reads in the conversation. */
import type { FieldPrompt } from "@moien/kit/frames.ts";

export interface FieldInput {
  type: "text" | "tel" | "email" | "date";
  inputMode: "text" | "numeric" | "tel" | "email" | "decimal";
  /** Autofill token (WCAG 2.2, 1.3.5). */
  autoComplete: string;
  /** What is sent for the value of the input. */
  said: (value: string) => string;
}

const asTyped = (value: string) => value.trim();

const TEXT: FieldInput = { type: "text", inputMode: "text", autoComplete: "off", said: asTyped };

const INPUTS: Partial<Record<FieldPrompt["type"], FieldInput>> = {
  national_id: { ...TEXT, inputMode: "numeric" },
  date: { ...TEXT, type: "date", said: dayFirst },
  commune: { ...TEXT, autoComplete: "address-level2" },
  address: { ...TEXT, autoComplete: "street-address" },
  postcode: { ...TEXT, autoComplete: "postal-code" },
  phone: { ...TEXT, type: "tel", inputMode: "tel", autoComplete: "tel" },
  email: { ...TEXT, type: "email", inputMode: "email", autoComplete: "email" },
  iban: TEXT,
  plate: TEXT,
  amount: { ...TEXT, inputMode: "decimal" },
};

/** The input for a field; null where the usual box for text is right (long text, choices given as buttons, files). */
export function inputFor(field: FieldPrompt): FieldInput | null {
  return INPUTS[field.type] ?? null;
}

/** A date input gives `2026-03-05`; people in Luxembourg write and read `05.03.2026`. */
function dayFirst(value: string): string {
  return value.split("-").reverse().join(".");
}
