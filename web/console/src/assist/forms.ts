/** Forms of services: what they ask for, how an agent fills it in, and how a value reads. */
import * as v from "valibot";
import type { InputHTMLAttributes } from "preact";
import { writtenDay } from "@moien/kit/dates.ts";
import type { FieldPrompt } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { call, type Outcome } from "@moien/kit/staff/calls.ts";

const texts = v.object({ lb: v.string(), fr: v.string(), de: v.string(), en: v.string() });

/** Twin of what GET /api/staff/services/{id}/form answers (channels/desk). */
const serviceForm = v.object({
  service: v.string(),
  title: texts,
  fields: v.array(
    v.object({
      name: v.string(),
      type: v.string(),
      label: texts,
      choices: v.optional(v.array(v.object({ value: v.string(), label: texts })), []),
      from_login: v.optional(v.boolean(), false),
      looked_up: v.optional(v.boolean(), false),
    }),
  ),
});

export type ServiceForm = v.InferOutput<typeof serviceForm>;
export type FormField = ServiceForm["fields"][number];

export function fetchForm(service: string): Promise<Outcome<ServiceForm>> {
  return call(`/api/staff/services/${encodeURIComponent(service)}/form`, serviceForm);
}

/** Whether only the citizen can give it: with their login, from a list of the administration, or as a file. */
export function isCitizens({ type, from_login, looked_up }: FormField): boolean {
  return from_login || looked_up || type === "file";
}

/** How a field is typed. Nothing is filled in by the browser: it knows the agent's own data, not the citizen's. */
const INPUTS: Partial<Record<FieldPrompt["type"], InputHTMLAttributes>> = {
  national_id: { inputMode: "numeric" },
  date: { type: "date" },
  phone: { type: "tel", inputMode: "tel" },
  email: { type: "email", inputMode: "email" },
  amount: { inputMode: "decimal" },
};

export function inputOf(type: string): InputHTMLAttributes {
  return { type: "text", autoComplete: "off", ...INPUTS[type as FieldPrompt["type"]] };
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const WRITTEN_DAY = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/;

/** What the input shows for a value that is known; empty where the input could not show it. */
export function shownValue({ type, choices }: FormField, value: string): string {
  if (type === "choice") return choices.some((choice) => choice.value === value) ? value : "";
  if (type !== "date" || ISO_DAY.test(value)) return value;
  const [, day, month, year] = WRITTEN_DAY.exec(value) ?? [];
  return day && month && year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
}

/** What is sent for the value of the input: a day as people in Luxembourg write it, a choice by its value. */
export function sentValue({ type }: FormField, value: string): string {
  return type === "date" ? value.split("-").reverse().join(".") : value.trim();
}

/** A collected value for people. */
export function readValue(field: FormField | undefined, value: string, language: Language): string {
  const choice = field?.choices.find((candidate) => candidate.value === value);
  if (choice) return choice.label[language];
  return field?.type === "date" ? writtenDay(language, value) : value;
}
