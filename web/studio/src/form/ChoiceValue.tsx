/** One of several values, or yes and no. */
import type { JSX } from "preact";
import { useWords } from "../studioWords.ts";
import { useForm } from "./context.ts";
import { choicesOf, pointer, type Path, type Schema } from "./schema.ts";
import { useReveal } from "./TextValue.tsx";

interface ValueProps {
  path: Path;
  id: string;
  described: string | undefined;
  faulty: boolean;
}

export function ChoiceValue({
  path,
  id,
  described,
  faulty,
  schema,
  value,
}: ValueProps & { schema: Schema; value: string }): JSX.Element {
  const { root, change } = useForm();
  const field = useReveal<HTMLSelectElement>(pointer(path));
  const choices = choicesOf(root, schema);
  return (
    <select
      id={id}
      ref={field}
      value={value}
      aria-describedby={described}
      aria-invalid={faulty ? "true" : undefined}
      onChange={(event) => change([{ at: pointer(path), value: event.currentTarget.value }])}
    >
      {!choices.includes(value) && <option value={value}>{value === "" ? "–" : value}</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  );
}

export function SwitchValue({ path, id, described, value }: ValueProps & { value: boolean }): JSX.Element {
  const { words } = useWords();
  const { change } = useForm();
  const field = useReveal<HTMLSelectElement>(pointer(path));
  return (
    <select
      id={id}
      ref={field}
      value={String(value)}
      aria-describedby={described}
      onChange={(event) => change([{ at: pointer(path), value: event.currentTarget.value === "true" }])}
    >
      <option value="true">{words.form.yes}</option>
      <option value="false">{words.form.no}</option>
    </select>
  );
}
