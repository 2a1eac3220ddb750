import { expect, it } from "vitest";
import { listChanges } from "../../src/form/listChanges.ts";

it.each([
  ["nothing", ["a", "b"], ["a", "b"], []],
  ["one text", ["a", "b"], ["a", "c"], [{ at: "/x/1", value: "c" }]],
  ["one more at the end", ["a"], ["a", "b"], [{ at: "/x/-", value: "b" }]],
  ["one less", ["a", "b", "c"], ["a", "c"], [{ at: "/x/1" }]],
  ["several less, from the end", ["a", "b", "c", "d"], ["b"], [{ at: "/x/3" }, { at: "/x/2" }, { at: "/x/0" }]],
  ["one in the middle", ["a", "c"], ["a", "b", "c"], [{ at: "/x", value: ["a", "b", "c"] }]],
  ["less and otherwise", ["a", "b"], ["c"], [{ at: "/x", value: ["c"] }]],
  ["the first", [], ["a"], [{ at: "/x", value: ["a"] }]],
  ["the last", ["a"], [], [{ at: "/x" }]],
  ["an empty list", [], [], []],
])("changes %s", (_, before, after, changes) => expect(listChanges("/x", before, after)).toEqual(changes));
