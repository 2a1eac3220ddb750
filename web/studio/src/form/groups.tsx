/** Groups of the form view: named parts, maps whose names are free, and lists of parts; each can be added to. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../studioWords.ts";
import { useForm } from "./context.ts";
import { DraftedExamples } from "./DraftedExamples.tsx";
import { placeName } from "./names.ts";
import { Node, type NodeProps } from "./Node.tsx";
import { emptyValue, isSchema, pointer, propertiesOf, resolved, valueAt, type Path, type Schema } from "./schema.ts";

type GroupProps = Omit<NodeProps, "optional">;

export function GroupNode({ path, schema, value }: GroupProps): JSX.Element {
  const { root } = useForm();
  const all = propertiesOf(root, schema);
  // What a model drafted is shown apart, below the examples that count.
  const properties = all.filter(([name]) => name !== "drafted");
  const required = (name: string) => schema.required?.includes(name) ?? false;
  const shown = properties.filter(([name]) => required(name) || valueAt(value, [name]) !== undefined);
  const absent = properties.filter(([name]) => !required(name) && valueAt(value, [name]) === undefined);
  return (
    <>
      {shown.map(([name, property]) => (
        <Node
          key={name}
          path={[...path, name]}
          schema={property}
          value={valueAt(value, [name])}
          optional={!required(name)}
        />
      ))}
      {properties.length < all.length && <DraftedExamples path={path} value={valueAt(value, ["drafted"])} />}
      <Additions path={path} absent={absent} />
    </>
  );
}

/** Parts that the file may have and does not. */
function Additions({ path, absent }: { path: Path; absent: readonly [string, Schema][] }): JSX.Element | null {
  const { words } = useWords();
  const { root, change, revealed } = useForm();
  if (absent.length === 0) return null;
  return (
    <div class="additions">
      <span class="about">{words.form.add}</span>
      {absent.map(([name, schema]) => {
        const at = [...path, name];
        return (
          <button
            key={name}
            type="button"
            class="button quiet small"
            onClick={() => {
              change([{ at: pointer(at), value: emptyValue(root, schema) }]);
              revealed.value = `${pointer(at)}/`;
            }}
          >
            <Icon name="plus" />
            {placeName(words, at, undefined)}
          </button>
        );
      })}
    </div>
  );
}

export function MapNode({ path, schema, value }: GroupProps): JSX.Element {
  const { words } = useWords();
  const { root, change } = useForm();
  const [name, setName] = useState("");
  const id = useId();
  const inner = isSchema(schema.additionalProperties) ? resolved(root, schema.additionalProperties) : {};
  const named = new Map(propertiesOf(root, schema));
  const present = typeof value === "object" && value !== null ? Object.entries(value as Record<string, unknown>) : [];
  const wanted = name.trim();
  const free = wanted !== "" && !present.some(([key]) => key === wanted);
  const add = () => {
    if (!free) return;
    change([{ at: pointer([...path, wanted]), value: emptyValue(root, inner) }]);
    setName("");
  };
  return (
    <>
      {present.map(([key, one]) => (
        <Node
          key={key}
          path={[...path, key]}
          schema={named.get(key) ?? inner}
          value={one}
          optional={!(schema.required?.includes(key) ?? false)}
        />
      ))}
      <form
        class="additions"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <label class="about" for={id}>
          {words.form.add_name}
        </label>
        <input
          id={id}
          class="code"
          value={name}
          spellcheck={false}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" class="button quiet small" aria-disabled={!free}>
          <Icon name="plus" />
          {words.form.add_item}
        </button>
      </form>
    </>
  );
}

export function ItemsNode({ path, schema, value }: GroupProps): JSX.Element {
  const { words } = useWords();
  const { root, change } = useForm();
  const inner = resolved(root, schema.items ?? {});
  const items: unknown[] = Array.isArray(value) ? value : [];
  return (
    <>
      {items.map((item, place) => (
        <Node
          key={place}
          path={[...path, place]}
          schema={inner}
          value={item}
          optional={items.length > (schema.minItems ?? 0)}
        />
      ))}
      {items.length < (schema.maxItems ?? Infinity) && (
        <button
          type="button"
          class="button quiet small add"
          onClick={() => change([{ at: `${pointer(path)}/-`, value: emptyValue(root, inner) }])}
        >
          <Icon name="plus" />
          {fill(words.form.add_to, { name: placeName(words, path, value) })}
        </button>
      )}
    </>
  );
}
