import { describe, expect, it } from "vitest";
import { findCommunes, folded, type Commune } from "../../src/fields/communes.ts";

const COMMUNES: Commune[] = [
  { lb: "Esch-Uelzecht", fr: "Esch-sur-Alzette", de: "Esch an der Alzette", also: ["Esch"] },
  { lb: "Esch-Sauer", fr: "Esch-sur-Sûre", de: "Esch an der Sauer", also: ["Heiderscheid"] },
  { lb: "Käerjeng", fr: "Käerjeng", de: "Käerjeng", also: ["Bascharage", "Niederkerschen"] },
  { lb: "Lëtzebuerg", fr: "Luxembourg", de: "Luxemburg", also: [] },
  { lb: "Veianen", fr: "Vianden", de: "Vianden", also: [] },
  { lb: "Nidderaanwen", fr: "Niederanven", de: "Niederanven", also: [] },
];

const found = (typed: string, language: "lb" | "fr" | "de" | "en" = "lb") =>
  findCommunes(COMMUNES, typed, language, 5).map(({ name, by }) => (by === null ? name : `${name} (${by})`));

describe("finding communes", () => {
  it.each([
    ["esch", ["Esch-Sauer", "Esch-Uelzecht"]],
    ["Esch-U", ["Esch-Uelzecht"]],
    ["letzebuerg", ["Lëtzebuerg"]],
    ["LËTZEBUERG", ["Lëtzebuerg"]],
    ["luxem", ["Lëtzebuerg (Luxembourg)"]],
    ["kaerjeng", ["Käerjeng"]],
    ["bascharage", ["Käerjeng (Bascharage)"]],
    ["bascarage", []],
    ["sauer", ["Esch-Sauer"]],
    ["vianden", ["Veianen (Vianden)"]],
    ["nideranwen", ["Nidderaanwen"]],
    ["niderkerschen", []],
    ["heider", ["Esch-Sauer (Heiderscheid)"]],
    ["", []],
    ["xyz", []],
  ])("for %j", (typed, names) => {
    expect(found(typed)).toEqual(names);
  });

  it("speaks the language of the chat, and French where there is no English name", () => {
    expect(found("lux", "fr")).toEqual(["Luxembourg"]);
    expect(found("lux", "en")).toEqual(["Luxembourg"]);
    expect(found("lux", "de")).toEqual(["Luxemburg"]);
    expect(found("esch a", "de")).toEqual(["Esch an der Alzette", "Esch an der Sauer"]);
  });

  it("gives no more than asked for", () => {
    expect(findCommunes(COMMUNES, "e", "lb", 1)).toHaveLength(1);
  });
});

describe("folding", () => {
  it.each([
    ["Bettembourg", "betembourg"],
    ["Bettborn", "betborn"],
    ["Diekirch", "diekirkh"],
    ["Vallée de l'Ernz", "vale de lernz"],
    ["Grevenmacher", "grevenmakher"],
    ["Groussbus-Wal", "grousbus wal"],
  ])("%s becomes %s", (name, plain) => {
    expect(folded(name)).toBe(plain);
    expect(folded(plain)).toBe(plain);
  });
});
