/**
 * What the widget's build takes in the place of valibot: those of its functions that the widget's schemas are made of,
 * small. Sources, types and pages for staff use valibot itself; a test holds both to the same answers. As in valibot,
 * what makes a schema is marked as doing nothing else, so that the build leaves schemas out that the widget does not use.
 */

/** Gives what it has read, defaults filled in and unknown fields dropped; throws Misfit. `path` is where it stands. */
interface Schema {
  (value: unknown, path: string): unknown;
  /** Of an object: its fields. */
  fields?: Record<string, Schema>;
  /** Of several kinds of objects: all of them. */
  kinds?: Schema[];
  /** Of a literal: the one value. */
  only?: unknown;
}

class Misfit extends Error {
  path: string;

  constructor(path: string, expected: unknown, found: unknown) {
    super(`expected ${String(expected)}, found ${JSON.stringify(found)}`);
    this.path = path;
  }
}

function check(expected: unknown, fits: (value: never) => boolean): Schema {
  return (value, path) => {
    if (fits(value as never)) return value;
    throw new Misfit(path, expected, value);
  };
}

const inside = (path: string, name: string | number): string => (path ? `${path}.${name}` : String(name));
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/* @__NO_SIDE_EFFECTS__ */
export const string = (): Schema => check("a text", (value) => typeof value === "string");
/* @__NO_SIDE_EFFECTS__ */
export const boolean = (): Schema => check("yes or no", (value) => typeof value === "boolean");
/* @__NO_SIDE_EFFECTS__ */
export const number = (): Schema => check("a number", (value) => typeof value === "number" && !Number.isNaN(value));
/* @__NO_SIDE_EFFECTS__ */
export const unknown = (): Schema => check("something", (value: unknown) => value !== undefined);
/* @__NO_SIDE_EFFECTS__ */
export const integer = (): Schema => check("a whole number", Number.isInteger);
/* @__NO_SIDE_EFFECTS__ */
export const regex = (pattern: RegExp): Schema => check(pattern, (value) => pattern.test(value));
/* @__NO_SIDE_EFFECTS__ */
export const minLength = (least: number): Schema => check(`${least} or more`, (value: []) => value.length >= least);
/* @__NO_SIDE_EFFECTS__ */
export const picklist = (values: readonly unknown[]): Schema => check(values, (value) => values.includes(value));
/* @__NO_SIDE_EFFECTS__ */
export const custom = (fits: (value: unknown) => boolean): Schema => check("another value", fits);

/* @__NO_SIDE_EFFECTS__ */
export const literal = (only: unknown): Schema => Object.assign(picklist([only]), { only });

/* @__NO_SIDE_EFFECTS__ */
export function pipe(...steps: Schema[]): Schema {
  return (value, path) => steps.reduce((read, step) => step(read, path), value);
}

/* @__NO_SIDE_EFFECTS__ */
export function optional(schema: Schema, missing?: unknown): Schema {
  return (value, path) => (value === undefined ? missing : schema(value, path));
}

/* @__NO_SIDE_EFFECTS__ */
export function nullable(schema: Schema): Schema {
  return (value, path) => (value === null ? value : schema(value, path));
}

/* @__NO_SIDE_EFFECTS__ */
export function nullish(schema: Schema, missing: unknown): Schema {
  return optional(nullable(schema), missing);
}

/* @__NO_SIDE_EFFECTS__ */
export function array(schema: Schema): Schema {
  const list = check("a list", Array.isArray);
  return (value, path) => (list(value, path) as unknown[]).map((item, place) => schema(item, inside(path, place)));
}

/* @__NO_SIDE_EFFECTS__ */
export function object(fields: Record<string, Schema>): Schema {
  const record = check("an object", isObject);
  const read: Schema = (value, path) => {
    const from = record(value, path) as Record<string, unknown>;
    const found: Record<string, unknown> = {};
    for (const name in fields) {
      const field = fields[name]?.(from[name], inside(path, name));
      if (field !== undefined) found[name] = field;
    }
    return found;
  };
  return Object.assign(read, { fields });
}

/* @__NO_SIDE_EFFECTS__ */
export function variant(key: string, schemas: Schema[]): Schema {
  const kinds = schemas.flatMap((schema) => schema.kinds ?? schema);
  const record = check("an object", isObject);
  const read: Schema = (value, path) => {
    const kind = (record(value, path) as Record<string, unknown>)[key];
    const schema = kinds.find(({ fields }) => fields?.[key]?.only === kind);
    if (schema) return schema(value, path);
    throw new Misfit(inside(path, key), "another kind", kind);
  };
  return Object.assign(read, { kinds });
}

/* @__NO_SIDE_EFFECTS__ */
export const parse = (schema: Schema, value: unknown): unknown => schema(value, "");

export function safeParse(schema: Schema, value: unknown): object {
  try {
    return { success: true, output: parse(schema, value) };
  } catch (issue) {
    if (issue instanceof Misfit) return { success: false, issues: [issue] };
    throw issue;
  }
}

export const is = (schema: Schema, value: unknown): boolean => "output" in safeParse(schema, value);

export const getDotPath = (issue: Misfit): string | null => issue.path || null;
