/** One place of a file in the form view, shown by the shape that the schema gives it; groups can be opened. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { FieldProblem } from "@moien/kit/staff/Field.tsx";
import { Icon } from "@moien/kit/Icon.tsx";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { problemsWithin } from "../file/places.ts";
import { useWords } from "../studioWords.ts";
import { useForm } from "./context.ts";
import { FourLanguages } from "./FourLanguages.tsx";
import { ItemsNode, MapNode, GroupNode } from "./groups.tsx";
import { placeName } from "./names.ts";
import { isFilled, missingIn, pointer, shapeOf, type Path, type Schema } from "./schema.ts";
import { SwitchValue, ChoiceValue } from "./ChoiceValue.tsx";
import { TextsValue } from "./TextsValue.tsx";
import { textOf, TextValue } from "./TextValue.tsx";

export interface NodeProps {
  path: Path;
  schema: Schema;
  value: unknown;
  /** Whether it may be taken out of the file. */
  optional: boolean;
}

export function Node(props: NodeProps): JSX.Element {
  const { root } = useForm();
  const shape = shapeOf(root, props.schema);
  switch (shape) {
    case "group":
      return (
        <Section {...props}>
          <GroupNode {...props} />
        </Section>
      );
    case "map":
      return (
        <Section {...props}>
          <MapNode {...props} />
        </Section>
      );
    case "list":
      return (
        <Section {...props}>
          <ItemsNode {...props} />
        </Section>
      );
    case "languages":
    case "texts":
    case "choice":
    case "switch":
    case "text":
    case "other":
      return <Leaf {...props} />;
  }
}

/** A group that opens and closes; what is inside is made when it is opened. */
function Section({
  path,
  schema,
  value,
  optional,
  children,
}: NodeProps & { children: ComponentChildren }): JSX.Element {
  const { language, words } = useWords();
  const { root, byPlace, revealed } = useForm();
  const place = pointer(path);
  const [open, setOpen] = useState(path.length === 1);
  const wanted = revealed.value?.startsWith(`${place}/`) ?? false;
  useEffect(() => {
    if (wanted) setOpen(true);
  }, [wanted]);
  const problems = problemsWithin(byPlace, place).length;
  const missing = LANGUAGES.filter((code) => missingWithin(root, schema, value, code));
  return (
    <details
      class={`section depth-${Math.min(path.length, 3)}`}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span class="section-name">{placeName(words, path, value)}</span>
        {missing.map((code) => (
          <span key={code} class="tag bad">
            {fill(words.form.missing_in, { code })}
          </span>
        ))}
        {problems > 0 && <span class="tag bad">{plural(language, problems, words.problems.count)}</span>}
      </summary>
      {open && (
        <div class="section-inside">
          {schema.description !== undefined && <p class="hint">{schema.description}</p>}
          {children}
          {optional && <RemoveButton path={path} value={value} />}
        </div>
      )}
    </details>
  );
}

/** A part of a file is read with its own schema as the beginning; its references lead to the whole. */
function missingWithin(root: Schema, schema: Schema, value: unknown, code: (typeof LANGUAGES)[number]): boolean {
  const { definitions, $defs } = root;
  return missingIn({ ...schema, ...(definitions && { definitions }), ...($defs && { $defs }) }, value, code).length > 0;
}

function Leaf({ path, schema, value, optional }: NodeProps): JSX.Element {
  const { words } = useWords();
  const { root, byPlace } = useForm();
  const id = useId();
  const label = placeName(words, path, value);
  const shape = shapeOf(root, schema);
  const problems = byPlace.get(pointer(path)) ?? [];
  const described = [schema.description && `${id}hint`, problems.length > 0 && `${id}problem`]
    .filter(Boolean)
    .join(" ");
  const group = shape === "languages" || shape === "texts";
  const shared = { path, id, described: described || undefined, faulty: problems.length > 0 };
  return (
    <div class="field place" role={group ? "group" : undefined} aria-labelledby={group ? `${id}name` : undefined}>
      <div class="place-head">
        {group ? <p id={`${id}name`}>{label}</p> : <label for={id}>{label}</label>}
        {optional && isFilled(value) && <RemoveButton path={path} value={value} />}
      </div>
      {schema.description !== undefined && (
        <p class="hint" id={`${id}hint`}>
          {schema.description}
        </p>
      )}
      {shape === "languages" && <FourLanguages path={path} schema={schema} value={value} label={label} />}
      {shape === "texts" && <TextsValue path={path} value={value} label={label} />}
      {shape === "choice" && <ChoiceValue {...shared} schema={schema} value={textOf(value)} />}
      {shape === "switch" && <SwitchValue {...shared} value={value === true || value === "true"} />}
      {shape === "text" && <TextValue {...shared} schema={schema} value={value} />}
      {shape === "other" && <p class="about">{words.form.in_text}</p>}
      <FieldProblem id={`${id}problem`} text={problems.map(({ message }) => message).join(" ")} />
    </div>
  );
}

function RemoveButton({ path, value }: { path: Path; value: unknown }): JSX.Element {
  const { words } = useWords();
  const { change } = useForm();
  return (
    <button type="button" class="button quiet small remove" onClick={() => change([{ at: pointer(path) }])}>
      <Icon name="close" />
      {words.form.remove}
      <span class="unseen"> {placeName(words, path, value)}</span>
    </button>
  );
}
