import { expect, it } from "vitest";
import { fits, isOld, missingLanguages, nameOf, weakLanguages, type Filter } from "../../src/list/filters.ts";
import { LISTED } from "../samples.ts";

const NOW = Date.parse("2026-11-30");

it.each<[string, Filter, boolean]>([
  ["", "all", true],
  ["passep", "all", true],
  ["biergercenter pass", "all", true],
  ["PÁSS", "all", true],
  ["tax", "all", false],
  ["", "changed", true],
  ["", "review", false],
  ["", "paused", false],
  ["", "problems", true],
  ["", "missing", true],
  ["", "weak", true],
  ["", "tests", false],
  ["", "old", false],
])("words %j and filter %s: %s", (words, filter, found) => expect(fits(LISTED, words, filter, NOW)).toBe(found));

it("knows languages that are missing and days that are long ago", () => {
  expect(missingLanguages(LISTED)).toEqual(["de"]);
  expect(isOld({ ...LISTED, checked: "2026-01-05" }, NOW)).toBe(true);
  expect(isOld({ ...LISTED, checked: "" }, NOW)).toBe(false);
});

it.each([
  [{}, []],
  [{ lb: 0.8, fr: 0.84 }, []],
  [{ lb: 0.79, fr: 0.8 }, ["lb"]],
  [{ lb: 0.95, fr: 0.9, de: 0.91 }, ["fr"]],
])("finds languages that are badly understood: %j", (health, weak) => expect(weakLanguages({ health })).toEqual(weak));

it.each<[string, Filter, boolean]>([
  ["", "all", false],
  ["passport", "all", true],
  ["", "tests", true],
  ["", "changed", true],
])("shows tests where they are wanted: words %j and filter %s: %s", (words, filter, found) => {
  const tests = { ...LISTED, path: "tests/passport.yaml", kind: "tests" as const, health: {} };
  expect(fits(tests, words, filter, NOW)).toBe(found);
});

it("names a file by its title, else by its path", () => {
  expect(nameOf(LISTED, "de")).toBe("Pass");
  expect(nameOf({ title: {}, path: "crisis.yaml" }, "de")).toBe("crisis.yaml");
});
