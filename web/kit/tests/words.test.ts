import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FOLDERS, missingWords } from "../../build/wordsComplete.ts";
import { differences, fill, keepsN, plural } from "../src/words.ts";

describe("the wording of all pages", () => {
  it("exists in lb, fr, de and en, in one shape", () => expect(missingWords()).toEqual([]));

  it.each(FOLDERS)("begins no line with a sign that French sets apart: %s", (folder) => {
    const words = readFileSync(join(import.meta.dirname, "../..", folder, "fr.json"), "utf8");
    expect(words.match(/.* [:;?!»].*|.*« .*/g)).toBeNull();
  });
});

describe("missingWords", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "words-"));
    mkdirSync(join(root, "page"));
    for (const language of ["lb", "fr", "de", "en"])
      write(language, { title: "T", list: { one: "{n} x", other: "{n} y" } });
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(language: string, words: object): void {
    writeFileSync(join(root, "page", `${language}.json`), JSON.stringify(words));
  }

  it("is content with four files of one shape", () => expect(missingWords(root, ["page"])).toEqual([]));

  it("names the language that is missing", () => {
    rmSync(join(root, "page", "de.json"));
    expect(missingWords(root, ["page"])).toEqual(["page/de.json is missing: write it"]);
  });

  it("names file and key", () => {
    write("fr", { title: "T", list: { one: "{n} x" } });
    expect(missingWords(root, ["page"])).toEqual([
      'page/fr.json: "list.other" is missing: write it in this language too',
    ]);
  });

  it("names a folder that is missing", () => {
    expect(missingWords(root, ["nowhere"])).toEqual([
      "nowhere is missing: write lb.json, fr.json, de.json and en.json there",
    ]);
  });
});

describe("differences", () => {
  it.each([
    ["equal", { a: "x" }, { a: "y" }, 0],
    ["a key too many", { a: "x" }, { a: "y", b: "z" }, 1],
    ["an empty text", { a: "x" }, { a: " " }, 1],
    ["another placeholder", { a: "{n} x" }, { a: "{m} x" }, 1],
    ["a placeholder less", { a: "{n} x" }, { a: "x" }, 1],
    ["the n-rule is no other placeholder", { a: "vu{n:steps} {steps}" }, { a: "von {steps}" }, 0],
  ])("%s", (_, first, second, count) => expect(differences({ first, second })).toHaveLength(count));

  it("refuses values that are no text", () => {
    expect(() => differences({ first: { a: 1 }, second: { a: "x" } })).toThrow(/"a" is 1/);
  });
});

describe("keepsN", () => {
  const keeping = [1, 2, 3, 8, 9, 10, 11, 12, 13, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31, 80, 90, 98];
  const dropping = [4, 5, 6, 7, 14, 15, 16, 17, 24, 25, 26, 27, 34, 40, 47, 50, 60, 70, 75];
  it.each(keeping)("before %i the n stays", (number) => expect(keepsN(number)).toBe(true));
  it.each(dropping)("before %i the n goes", (number) => expect(keepsN(number)).toBe(false));
});

describe("fill", () => {
  it.each([
    ["Schrëtt {step} vu{n:steps} {steps}", { step: 1, steps: 4 }, "Schrëtt 1 vu 4"],
    ["Schrëtt {step} vu{n:steps} {steps}", { step: 2, steps: 3 }, "Schrëtt 2 vun 3"],
    ["{agent} schreift", { agent: "Jo {n} $& \\1" }, "Jo {n} $& \\1 schreift"],
    ["nothing to fill", {}, "nothing to fill"],
  ])("%s with %o", (template, values, text) => expect(fill(template, values)).toBe(text));

  it("says which value is missing", () => {
    expect(() => fill("{n} vun {max}", { n: 1 })).toThrow(/needs \{max\}/);
  });
});

describe("plural", () => {
  const forms = { one: "{n} one", other: "{n} other" };
  it.each([
    ["lb", 0, "0 other"],
    ["lb", 1, "1 one"],
    ["fr", 0, "0 one"],
    ["fr", 2, "2 other"],
    ["en", 11, "11 other"],
  ] as const)("%s %i", (language, count, text) => expect(plural(language, count, forms)).toBe(text));
});
