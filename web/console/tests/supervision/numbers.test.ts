import { describe, expect, it } from "vitest";
import { decimal, duration, percent } from "../../src/supervision/numbers.ts";
import { isPeriod, lastDays } from "../../src/supervision/period.ts";
import { labelled, ticks } from "../../src/supervision/scale.ts";

describe("duration", () => {
  it.each([
    ["en", 0, "0 s"],
    ["en", 59.6, "1 min"],
    ["lb", 200, "3 min 20 s"],
    ["fr", 599, "9 min 59 s"],
    ["de", 659, "10 min"],
    ["en", 3900, "1 h 5 min"],
    ["lb", 200_000, "2 D 7 h"],
    ["fr", 200_000, "2 j 7 h"],
  ] as const)("in %s of %d is %s", (language, seconds, text) =>
    expect(duration(language, seconds).replaceAll("\u00a0", " ")).toBe(text),
  );
});

describe("shares and decimals", () => {
  it.each([
    [percent("en", 0.866), "87%"],
    [percent("lb", 0.866), "87\u00a0%"],
    [decimal("en", 4.25, 1), "4.3"],
    [decimal("fr", 4.2, 1), "4,2"],
  ])("%s is %s", (written, text) => expect(written).toBe(text));
});

describe("ticks", () => {
  it.each([
    [0, "count", [0, 1]],
    [1, "count", [0, 1]],
    [7, "count", [0, 2, 4, 6, 8]],
    [97, "count", [0, 50, 100]],
    [0, "seconds", [0, 1]],
    [200, "seconds", [0, 60, 120, 180, 240]],
    [1_000_000, "seconds", [0, 259_200, 518_400, 777_600, 1_036_800]],
  ] as const)("up to %d %s are %o", (largest, unit, lines) => expect(ticks(largest, unit)).toEqual(lines));
});

describe("labelled", () => {
  it.each([
    [7, 7, [0, 1, 2, 3, 4, 5, 6]],
    [7, 3, [0, 3, 6]],
    [5, 0.4, [4]],
    [0, 3, []],
  ])("of %d things with room for %d", (count, room, places) => expect(labelled(count, room)).toEqual(places));
});

describe("periods", () => {
  it("of the last days end today", () =>
    expect(lastDays(7, new Date(2026, 2, 2, 23, 30))).toEqual({ from: "2026-02-24", to: "2026-03-02" }));

  it.each([
    ["2026-01-01", "2026-01-01", true],
    ["2026-01-02", "2026-01-01", false],
    ["2026-01-01", "2027-01-01", true],
    ["2026-01-01", "2027-01-02", false],
    ["", "2026-01-01", false],
  ])("from %s to %s: %s", (from, to, good) => expect(isPeriod({ from, to })).toBe(good));
});
