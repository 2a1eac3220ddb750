import { describe, expect, it } from "vitest";
import { yamlPlace } from "../../src/editor/place.ts";

/** The cursor stands at `|`. */
function at(text: string) {
  const before = text.slice(0, text.indexOf("|")).split("\n");
  const lines = text.replace("|", "").split("\n");
  return yamlPlace(lines, before.length - 1, before.at(-1)?.length ?? 0);
}

describe("the place of the cursor", () => {
  it.each<[string, string, (string | number)[], string | null, boolean]>([
    ["a name at the top", "id: x\nti|", [], null, false],
    ["an empty line at the top", "id: x\n|", [], null, false],
    ["a name below another", "title:\n  l|", ["title"], null, false],
    ["an empty line that is indented", "title:\n  lb: a\n  |", ["title"], null, false],
    ["behind a colon", "form:\n  kind: |", ["form"], "kind", true],
    ["in a name that is complete", "form:\n  ki|nd: file", ["form"], "kind", false],
    ["a list that is indented", "fields:\n  - name: a\n  - ty|", ["fields", 1], null, false],
    ["a list as far out as its name", "fields:\n- name: a\n- ty|", ["fields", 1], null, false],
    ["the second line of an item", "fields:\n  - name: a\n    ty|", ["fields", 0], null, false],
    [
      "below an item",
      "form:\n  fields:\n    - name: a\n      label:\n        l|",
      ["form", "fields", 0, "label"],
      null,
      false,
    ],
    ["after a list", "form:\n  fields:\n    - name: a\n  sa|", ["form"], null, false],
    ["lists in lists", "a:\n  - - x\n    - |", ["a", 0, 1], null, false],
    ["after comments and empty lines", "title:\n\n# words\n  l|", ["title"], null, false],
    ["a quoted name", '"a b":\n  c|', ["a b"], null, false],
    ["after a text of several lines", "a: |-\n  b: no\n  more\nc|", [], null, false],
  ])("%s", (_, text, parent, name, inValue) => {
    const cut = text.lastIndexOf("|");
    const before = text.slice(0, cut).split("\n");
    const lines = (text.slice(0, cut) + text.slice(cut + 1)).split("\n");
    expect(yamlPlace(lines, before.length - 1, before.at(-1)?.length ?? 0)).toMatchObject({ parent, name, inValue });
  });

  it.each(["# com|ment", "id: x # com|ment"])("is none in a comment: %s", (text) => expect(at(text)).toBeNull());

  it("knows the names beside it, above and below", () => {
    expect([...(at("a: 1\nb:\n  c: 2\n|\nd: 3\ne:\n  f: 4")?.beside ?? [])]).toEqual(["a", "b", "d", "e"]);
    expect([...(at("t:\n  lb: a\n  |\n  de: b\nx: 1\n  en: c")?.beside ?? [])]).toEqual(["lb", "de"]);
  });

  it("says what is written up to the cursor", () => {
    expect(at("form:\n  kind: fi|le")?.typed).toBe("fi");
    expect(at("- ty|pe")?.typed).toBe("ty");
  });
});
