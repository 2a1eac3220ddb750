import { describe, expect, it } from "vitest";
import service from "../../../../contracts/catalogue/catalogue.schema.json";
import {
  choicesOf,
  emptyValue,
  missingIn,
  pathOf,
  pointer,
  propertiesOf,
  resolved,
  schemaAt,
  shapeOf,
  valueAt,
  type Path,
  type Schema,
  type Shape,
} from "../../src/form/schema.ts";

const ROOT = service as Schema;

describe("the schema of a service", () => {
  it.each<[Path, Shape]>([
    [["id"], "text"],
    [["title"], "languages"],
    [["link"], "languages"],
    [["regulated"], "switch"],
    [["intents"], "group"],
    [["intents", "about", "examples"], "languages"],
    [["intents", "about", "examples", "lb"], "texts"],
    [["answer", "steps"], "languages"],
    [["form", "kind"], "choice"],
    [["form", "fields"], "list"],
    [["form", "fields", 0], "group"],
    [["form", "fields", 0, "choices", 1, "label"], "languages"],
    [["form", "said", "rejection"], "map"],
    [["form", "said", "rejection", "too_late"], "languages"],
  ])("shows %j as %s", (path, shape) => {
    const schema = schemaAt(ROOT, path);
    expect(schema && shapeOf(ROOT, schema)).toBe(shape);
  });

  it.each<[Path]>([[["colour"]], [["title", "nl"]], [["id", "x"]]])("says nothing of %j", (path) => {
    expect(schemaAt(ROOT, path)).toBeNull();
  });

  it("knows names, values and descriptions, those beside a reference too", () => {
    expect(
      propertiesOf(ROOT, ROOT)
        .map(([name]) => name)
        .slice(0, 3),
    ).toEqual(["id", "title", "authority"]);
    expect(choicesOf(ROOT, schemaAt(ROOT, ["form", "kind"]) ?? {})).toEqual(["file", "look_up"]);
    expect(schemaAt(ROOT, ["title"])?.description).toContain("as citizens know it");
  });

  it("begins what is added with what must stand there", () => {
    expect(emptyValue(ROOT, { $ref: "#/definitions/plain4" })).toEqual({ lb: "", fr: "", de: "", en: "" });
    expect(emptyValue(ROOT, schemaAt(ROOT, ["form", "fields"]) ?? {})).toEqual([
      {
        name: "",
        type: "national_id",
        label: { lb: "", fr: "", de: "", en: "" },
        question: { lb: "", fr: "", de: "", en: "" },
      },
    ]);
  });

  it("finds what is written in some language and not in this one", () => {
    const values = {
      title: { lb: "Pass", fr: "Passeport", de: " ", en: "Passport" },
      link: { fr: "https://example.lu" },
      intents: { about: { examples: { lb: ["a"], fr: ["b"], de: [], en: ["c"] } } },
    };
    expect(missingIn(ROOT, values, "de")).toEqual([
      ["title", "de"],
      ["intents", "about", "examples", "de"],
    ]);
    expect(missingIn(ROOT, values, "en")).toEqual([]);
    expect(missingIn(ROOT, null, "en")).toEqual([]);
  });

  it("does not follow references in a circle", () => {
    const root: Schema = { definitions: { a: { $ref: "#/definitions/b" }, b: { $ref: "#/definitions/a" } } };
    expect(resolved(root, { $ref: "#/definitions/a" })).toBeDefined();
    expect(resolved(root, { $ref: "#/definitions/gone", description: "d" })).toEqual({ description: "d" });
  });
});

describe("pointers", () => {
  it.each<[Path, string]>([
    [[], ""],
    [["title", "lb"], "/title/lb"],
    [["a/b", "c~d", 0], "/a~1b/c~0d/0"],
  ])("%j is %s", (path, text) => {
    expect(pointer(path)).toBe(text);
    expect(pathOf(text)).toEqual(path.map(String));
  });

  it("find values, and none of what every object has", () => {
    expect(valueAt({ a: [{ b: 1 }] }, ["a", 0, "b"])).toBe(1);
    expect(valueAt({ a: 1 }, ["a", "b"])).toBeUndefined();
    expect(valueAt({}, ["constructor"])).toBeUndefined();
  });
});
