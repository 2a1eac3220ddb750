/** One text of a file: a line or several, growing with what is written. */
import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Language } from "@moien/kit/languages.ts";
import { useForm } from "./context.ts";
import { pointer, type Path, type Schema } from "./schema.ts";
import { useLocal } from "./useLocal.ts";

interface TextValueProps {
  path: Path;
  schema: Schema;
  value: unknown;
  id: string;
  described: string | undefined;
  faulty: boolean;
  language?: Language;
}

/** Longer ones are written in a field of several lines. */
const LINE = 80;

export function TextValue({ path, schema, value, id, described, faulty, language }: TextValueProps): JSX.Element {
  const { change } = useForm();
  const place = pointer(path);
  const local = useLocal(
    textOf(value),
    (one, other) => one === other,
    (_, after) => change([{ at: place, value: after }]),
  );
  const field = useReveal<HTMLInputElement & HTMLTextAreaElement>(place);
  const shared = {
    id,
    ref: field,
    lang: language,
    value: local.shown,
    "aria-invalid": faulty ? ("true" as const) : undefined,
    "aria-describedby": described,
    "data-place": place,
    onInput: (event: { currentTarget: { value: string } }) => local.type(event.currentTarget.value),
    onFocus: () => local.focused(true),
    onBlur: () => local.focused(false),
  };
  const code = schema.pattern !== undefined && schema.pattern !== "\\S";
  if (code || (schema.maxLength ?? Infinity) <= LINE) {
    return <input {...shared} spellcheck={!code} class={code ? "code" : undefined} />;
  }
  return <textarea {...shared} class="grows" rows={2} spellcheck />;
}

/** Numbers and such are shown as they are written. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/** Brings the field into view and into focus when its place is asked for. */
export function useReveal<E extends HTMLElement>(place: string): RefObject<E | null> {
  const { revealed } = useForm();
  const field = useRef<E>(null);
  const wanted = revealed.value === place;
  useEffect(() => {
    if (!wanted) return;
    field.current?.scrollIntoView({ block: "center" });
    field.current?.focus();
    revealed.value = null;
  }, [wanted, revealed]);
  return field;
}
