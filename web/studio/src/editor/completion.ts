/** Offers names and values that the JSON Schema allows where the cursor is, with what they mean. */
import {
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionSource,
} from "@codemirror/autocomplete";
import type { Text } from "@codemirror/state";
import { choicesOf, propertiesOf, resolved, schemaAt, shapeOf, type Schema } from "../form/schema.ts";
import { yamlPlace, type YamlPlace } from "./place.ts";

export function schemaCompletion(root: Schema): CompletionSource {
  return (context: CompletionContext) => {
    const line = context.state.doc.lineAt(context.pos);
    const place = placeAt(context.state.doc, line.number, context.pos - line.from);
    if (place === null) return null;
    const options = place.inValue || isItem(root, place) ? values(root, place) : names(root, place);
    if (options.length === 0 || (place.typed === "" && place.inValue && !context.explicit)) return null;
    if (place.typed === "" && !context.explicit && line.text.trim() !== "" && !/-\s*$/.test(line.text)) return null;
    return { from: context.pos - place.typed.length, options, validFor: /^[\w.-]*$/ };
  };
}

/** `number` counts from 1, as lines of the editor do. */
export function placeAt(text: Text, number: number, column: number): YamlPlace | null {
  return yamlPlace(text.toString().split("\n"), number - 1, column);
}

/** Whether the line is an item of a list of plain values. */
function isItem(root: Schema, { parent, name }: YamlPlace): boolean {
  if (name !== null || typeof parent.at(-1) !== "number") return false;
  const schema = schemaAt(root, parent);
  return schema !== null && propertiesOf(root, schema).length === 0;
}

function names(root: Schema, { parent, beside, name }: YamlPlace): Completion[] {
  const schema = schemaAt(root, parent);
  if (schema === null) return [];
  const indent = "  ";
  return propertiesOf(root, schema)
    .filter(([label]) => !beside.has(label))
    .map(([label, property]) => {
      const required = schema.required?.includes(label) ?? false;
      const shared = {
        label,
        type: required ? "keyword" : "property",
        info: about(root, property),
        boost: required ? 1 : 0,
      };
      // The colon stands there already.
      if (name !== null) return shared;
      const shape = shapeOf(root, property);
      switch (shape) {
        case "languages":
          return snippetCompletion(
            `${label}:\n${["lb", "fr", "de", "en"]
              .map((code, place) => `${indent}${code}:${endOf(root, property, code)}\${${place + 1}}`)
              .join("\n")}`,
            shared,
          );
        case "group":
        case "map":
          return snippetCompletion(`${label}:\n${indent}\${}`, shared);
        case "list":
        case "texts":
          return snippetCompletion(`${label}:\n${indent}- \${}`, shared);
        case "choice":
        case "switch":
        case "text":
        case "other":
          return { ...shared, apply: `${label}: ` };
      }
    });
}

/** What stands behind the name of a language: a text, or a list that begins on the next line. */
function endOf(root: Schema, schema: Schema, code: string): string {
  const inner = resolved(root, schema.properties?.[code] ?? {});
  return inner.type === "array" ? "\n    - " : " ";
}

function values(root: Schema, { parent, name }: YamlPlace): Completion[] {
  const schema = schemaAt(root, name === null ? parent : [...parent, name]);
  if (schema === null) return [];
  return choicesOf(root, schema).map((label) => ({ label, type: "enum" }));
}

/** What a person reads about a name: its meaning, its form, its values. */
export function about(root: Schema, schema: Schema): string {
  const choices = choicesOf(root, schema);
  return [schema.description, schema.patternErrorMessage, choices.length > 0 ? choices.join(" · ") : undefined]
    .filter((text) => text !== undefined)
    .join("\n");
}
