/** What every field of the form view needs to know: schema, values, problems, and how a value is changed. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Signal } from "@moien/kit/signals.ts";
import type { Change, Checked, Drafters, Problem } from "../api.ts";
import type { Schema } from "./schema.ts";

export interface FormState {
  root: Schema;
  values: unknown;
  byPlace: ReadonlyMap<string, Problem[]>;
  change: (changes: readonly Change[]) => void;
  /** A place (JSON pointer) that is to be opened and focused. */
  revealed: Signal<string | null>;
  /** `values` are those of the last render; whoever waited for something takes what was checked last. */
  file: { path: string; text: Signal<string>; checked: Signal<Pick<Checked, "values">> };
  /** Who drafts example sentences; null until that is known. */
  drafters: Drafters | null;
  signedOut: () => void;
}

export const FormContext = createContext<FormState | null>(null);

export function useForm(): FormState {
  const form = useContext(FormContext);
  if (form === null) throw new Error("a field stands outside of the form view");
  return form;
}
