/** Reads JSON Schema (draft 7, as in contracts/): what may stand at a place of a file, and how it is shown in a form. */
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  patternErrorMessage?: string;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  oneOf?: Schema[];
  anyOf?: Schema[];
  definitions?: Record<string, Schema>;
  $defs?: Record<string, Schema>;
}

/** A place in a file: names of maps and numbers of lists. */
export type Path = readonly (string | number)[];

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema behind a reference; what stands beside the reference, such as a description, wins. */
export function resolved(root: Schema, schema: Schema): Schema {
  let found = schema;
  for (let depth = 0; found.$ref !== undefined && depth < 16; depth += 1) {
    const { $ref, ...beside } = found;
    const target = $ref.startsWith("#/") ? valueAt(root, pathOf($ref.slice(1))) : undefined;
    if (!isSchema(target)) return beside;
    found = { ...target, ...beside };
  }
  return found;
}

/** All schemas of which one must fit; a schema without alternatives alone. */
function alternatives(root: Schema, schema: Schema): Schema[] {
  const { oneOf, anyOf, ...shared } = resolved(root, schema);
  const several = oneOf ?? anyOf;
  return several ? [shared, ...several.map((one) => resolved(root, one))] : [shared];
}

/** What the schema says of a place; null where it says nothing. */
export function schemaAt(root: Schema, path: Path): Schema | null {
  let found: Schema = resolved(root, root);
  for (const step of path) {
    const next = alternatives(root, found)
      .map((schema) => below(schema, step))
      .find((schema) => schema !== null);
    if (!next) return null;
    found = resolved(root, next);
  }
  return found;
}

function below(schema: Schema, step: string | number): Schema | null {
  if (typeof step === "number") return schema.items ?? null;
  const named = schema.properties && Object.hasOwn(schema.properties, step) ? schema.properties[step] : undefined;
  if (named) return named;
  return isSchema(schema.additionalProperties) ? schema.additionalProperties : null;
}

/** Names that may stand in a map, in the order of the schema. */
export function propertiesOf(root: Schema, schema: Schema): [name: string, schema: Schema][] {
  const found = new Map<string, Schema>();
  for (const one of alternatives(root, schema)) {
    for (const [name, property] of Object.entries(one.properties ?? {})) {
      if (!found.has(name)) found.set(name, resolved(root, property));
    }
  }
  return [...found];
}

/** Values of which one must stand there. */
export function choicesOf(root: Schema, schema: Schema): string[] {
  return alternatives(root, schema).flatMap((one) => {
    if (one.enum) return one.enum.map(String);
    if (one.const !== undefined) return [JSON.stringify(one.const)];
    return one.type === "boolean" ? ["true", "false"] : [];
  });
}

export type Shape = "languages" | "group" | "map" | "list" | "texts" | "choice" | "switch" | "text" | "other";

/** How a form shows what the schema describes. `languages`: the same in four languages, side by side. */
export function shapeOf(root: Schema, schema: Schema): Shape {
  if (schema.enum) return "choice";
  if (schema.type === "boolean") return "switch";
  if (schema.type === "string") return "text";
  if (schema.type === "array") {
    const items = resolved(root, schema.items ?? {});
    if (items.type === "string" && !items.enum) return "texts";
    return items.type === "object" ? "list" : "other";
  }
  if (schema.type === "object" || schema.properties) {
    const names = Object.keys(schema.properties ?? {});
    if (names.length === LANGUAGES.length && LANGUAGES.every((code) => names.includes(code))) return "languages";
    if (isSchema(schema.additionalProperties)) return "map";
    return names.length > 0 ? "group" : "other";
  }
  return "other";
}

/** An empty value to begin with: what must stand there, nothing else. */
export function emptyValue(root: Schema, given: Schema): unknown {
  const schema = resolved(root, given);
  switch (shapeOf(root, schema)) {
    case "languages":
    case "group":
    case "map":
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, emptyValue(root, below(schema, name) ?? {})]),
      );
    case "list":
      return [emptyValue(root, schema.items ?? {})];
    case "texts":
      return [""];
    case "choice":
      return schema.enum?.[0] ?? "";
    case "switch":
      return true;
    case "text":
    case "other":
      return "";
  }
}

/** `/title/lb` for `["title", "lb"]`. */
export function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function pathOf(text: string): string[] {
  return text
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

/** Whether there is anything to read. */
export function isFilled(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === "string") return value.trim() !== "";
  if (Array.isArray(value)) return value.some(isFilled);
  return typeof value === "object" ? Object.values(value).some(isFilled) : true;
}

/** Places of a file that are written in some language but not in this one. */
export function missingIn(root: Schema, values: unknown, language: Language): Path[] {
  const walk = (schema: Schema, value: unknown, path: Path): Path[] => {
    if (!isFilled(value)) return [];
    const found = resolved(root, schema);
    const shape = shapeOf(root, found);
    if (shape === "languages") {
      if (!(found.required ?? []).includes(language)) return [];
      return isFilled(valueAt(value, [language])) ? [] : [[...path, language]];
    }
    if (Array.isArray(value)) {
      return found.items === undefined ? [] : value.flatMap((one, n) => walk(found.items ?? {}, one, [...path, n]));
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, one]) => {
      const next = below(found, name);
      return next ? walk(next, one, [...path, name]) : [];
    });
  };
  return walk(root, values, []);
}
