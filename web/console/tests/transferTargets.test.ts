import { describe, expect, it } from "vitest";
import { transferTargets } from "../src/transferTargets.ts";
import { colleague, ME, queue, ticket } from "./sampleDesk.ts";

const KIM = colleague();
const SAM = colleague({ id: "s", name: "Sam", conversations: 0, languages: ["de"] });
const ZOE = colleague({ id: "z", name: "Zoé", presence: "away" });
const MAX = colleague({ id: "m", name: "Max", conversations: 4 });
const SELF = colleague({ id: ME.id, name: ME.name });
const GENERAL = queue();
const TAXES = queue({ queue: "taxes", name: { lb: "Steieren", fr: "Impôts", de: "Steuern", en: "Taxes" } });
const NIGHT = queue({ queue: "night", name: { lb: "Nuecht", fr: "Nuit", de: "Nacht", en: "Night" }, open: false });

const STATE = { me: ME, colleagues: [ZOE, MAX, SAM, KIM, SELF], queues: [GENERAL, NIGHT, TAXES] };

function names(written = ""): string[] {
  return transferTargets(STATE, ticket(), "en", written).map(({ name }) => name);
}

describe("where a conversation may go", () => {
  it("is whoever can answer at once, then open queues, then the rest; what is not possible comes last", () => {
    expect(names()).toEqual(["Kim", "Taxes", "Sam", "Night", "Zoé", "Max", "General"]);
  });

  it("says what stands in the way", () => {
    const obstacles = transferTargets(STATE, ticket(), "en", "").map(({ id, obstacle }) => [id, obstacle]);
    expect(Object.fromEntries(obstacles)).toEqual({
      k: null,
      taxes: null,
      s: null,
      night: null,
      m: "full",
      z: "away",
      general: "here",
    });
  });

  it("puts who has least to do first", () => {
    const busy = colleague({ id: "b", name: "Ada", conversations: 3 });
    const found = transferTargets({ ...STATE, colleagues: [busy, KIM] }, ticket(), "en", "");
    expect(found.slice(0, 2).map(({ name }) => name)).toEqual(["Kim", "Ada"]);
  });

  it.each([
    ["zoe", ["Zoé"]],
    ["ZO", ["Zoé"]],
    ["tax", ["Taxes"]],
    ["m s", ["Sam"]],
    ["xyz", []],
  ])("is searched by %s", (written, expected) => {
    expect(names(written)).toEqual(expected);
  });
});
