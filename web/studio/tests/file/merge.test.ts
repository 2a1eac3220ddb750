import { expect, it } from "vitest";
import { bringTogether, mergedText, type Choice } from "../../src/file/merge.ts";

const BASE = "a\nb\nc\nd\ne";

it("takes what only one side changed", () => {
  const regions = bringTogether(BASE, "A\nb\nc\nd\ne", "a\nb\nc\nd\nE");
  expect(mergedText(regions, [])).toBe("A\nb\nc\nd\nE");
});

it("takes what both changed alike", () => {
  expect(mergedText(bringTogether(BASE, "a\nb\nX\nd\ne", "a\nb\nX\nd\ne"), [])).toBe("a\nb\nX\nd\ne");
});

it.each<[Choice | undefined, string | null]>([
  [undefined, null],
  ["mine", "a\nb\nX\nd\ne"],
  ["theirs", "a\nb\nY\nd\ne"],
  ["both", "a\nb\nX\nY\nd\ne"],
])("asks where both differ: %s", (choice, text) => {
  expect(mergedText(bringTogether(BASE, "a\nb\nX\nd\ne", "a\nb\nY\nd\ne"), [choice])).toBe(text);
});

it("keeps the newline at the end", () => {
  expect(mergedText(bringTogether("a\n", "b\n", "a\n"), [])).toBe("b\n");
});
