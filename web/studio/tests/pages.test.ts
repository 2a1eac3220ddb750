import { describe, expect, it } from "vitest";
import { diffLines, folded } from "../src/diff.ts";
import { problemsByPlace, problemsWithin } from "../src/file/places.ts";
import { fileHash, placeOf } from "../src/places.ts";
import { CHECKED } from "./samples.ts";

describe("places in the address", () => {
  it.each([
    ["", { page: "services" }],
    ["#services", { page: "services" }],
    ["#file/catalogue/passport.yaml", { page: "file", path: "catalogue/passport.yaml" }],
    ["#file/a%20b/%25.yaml", { page: "file", path: "a b/%.yaml" }],
    ["#file/%", { page: "file", path: "%" }],
    ["#review/r1", { page: "review", id: "r1" }],
    ["#try/t1", { page: "try", id: "t1" }],
    ["#try", { page: "services" }],
    ["#release/12", { page: "release", number: 12 }],
    ["#release/x", { page: "releases" }],
    ["#content", null],
  ])("%s", (hash, place) => expect(placeOf(hash)).toEqual(place));

  it("lead back to the file", () => {
    expect(placeOf(fileHash("a b/ü#.yaml"))).toEqual({ page: "file", path: "a b/ü#.yaml" });
  });
});

describe("a change line by line", () => {
  it("numbers what stays, goes and comes", () => {
    expect(diffLines("a\nb\nc\n", "a\nx\nc\n").map(({ kind, before, after }) => [kind, before, after])).toEqual([
      ["same", 1, 1],
      ["gone", 2, null],
      ["new", null, 2],
      ["same", 3, 3],
    ]);
  });

  it("knows new and deleted files", () => {
    expect(diffLines(null, "a\n").map(({ kind }) => kind)).toEqual(["new"]);
    expect(diffLines("a\n", null).map(({ kind }) => kind)).toEqual(["gone"]);
  });

  it("folds what is far from a change", () => {
    const lines = Array.from({ length: 20 }, (_, n) => String(n));
    const parts = folded(diffLines(lines.join("\n"), [...lines, "new"].join("\n")));
    expect(parts.map(({ kind, lines: inside }) => [kind, inside.length])).toEqual([
      ["fold", 17],
      ["lines", 4],
    ]);
  });
});

it("finds the value of a problem by its line", () => {
  const problem = (line: number) => ({ path: "x", line, code: "c", message: String(line) });
  const lines = { "/title": 2, "/title/lb": 3, "/title/fr": 4, "/id": 1 };
  const byPlace = problemsByPlace({ ...CHECKED, lines, problems: [problem(3), problem(9), problem(2)] });
  expect([...byPlace.keys()]).toEqual(["/title/lb", "/title/fr", "/title"]);
  expect(problemsWithin(byPlace, "/title")).toHaveLength(3);
  expect(problemsWithin(byPlace, "/tit")).toHaveLength(0);
});
