/** A labelled input of a form, with a hint before and a problem after it, both tied to it. */
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "../Icon.tsx";
import { tidyBox, type Tidy } from "../tidying.ts";

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  problem?: string | null | undefined;
  value: string;
  set: (value: string) => void;
  input?: RefObject<HTMLInputElement | null>;
  class?: string;
  type?: "text" | "password" | "number";
  name?: string;
  autoComplete?: string;
  autoCapitalize?: "none";
  inputMode?: "numeric";
  maxLength?: number;
  required?: boolean;
  spellcheck?: boolean;
  /** How the value is written while it is typed. */
  tidy?: Tidy;
  /** Nobody is typing it any more. */
  onBlur?: () => void;
}

export function Field({
  label,
  hint,
  problem,
  value,
  set,
  input,
  class: name,
  tidy,
  ...rest
}: FieldProps): JSX.Element {
  const id = useId();
  const described = [hint !== undefined && `${id}hint`, problem && `${id}problem`].filter(Boolean).join(" ");
  return (
    <div class={name === undefined ? "field" : `field ${name}`}>
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}hint`}>
          {hint}
        </p>
      )}
      <input
        {...(rest as JSX.IntrinsicElements["input"])}
        id={id}
        ref={input ?? null}
        value={value}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={described || undefined}
        onInput={({ currentTarget: box }) => set(tidy ? tidyBox(box, tidy) : box.value)}
      />
      <FieldProblem id={`${id}problem`} text={problem} />
    </div>
  );
}

/** What is wrong with a field, beside it; read out when it comes up. */
export function FieldProblem({ id, text }: { id: string; text: string | null | undefined }): JSX.Element | null {
  if (!text) return null;
  return (
    <p class="problem" id={id} role="alert">
      <Icon name="alert" />
      {text}
    </p>
  );
}

/** Input of a code of six digits, as apps show them. */
export function CodeField(
  props: Pick<FieldProps, "label" | "hint" | "problem" | "value" | "set" | "input">,
): JSX.Element {
  return (
    <Field
      {...props}
      class="code-field"
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={7}
      required
      spellcheck={false}
    />
  );
}

/** The code without what people type between the digits; null when it is none. */
export function codeOf(typed: string): string | null {
  const digits = typed.replace(/\s/g, "");
  return /^\d{6}$/.test(digits) ? digits : null;
}
