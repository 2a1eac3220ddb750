import { describe, expect, it } from "vitest";
import { DIGITS, digitsOf, grouped, isNationalId } from "../src/nationalId.ts";
import { answersTo } from "./fieldVectors.ts";

const inDigits = answersTo("national_id").filter(([raw]) => /^[\d .-]+$/.test(raw));
const valid = inDigits.flatMap(([, value]) => value ?? []);

describe("the check", () => {
  it.each(inDigits)("takes %s as the bot does", (raw, value) => {
    expect(isNationalId(digitsOf(raw))).toBe(value !== null);
  });

  it("finds any wrong digit", () => {
    expect(valid.length).toBeGreaterThan(5);
    for (const number of valid) {
      for (let place = 0; place < DIGITS; place += 1) {
        for (const digit of "0123456789".replace(number.charAt(place), "")) {
          expect(isNationalId(number.slice(0, place) + digit + number.slice(place + 1))).toBe(false);
        }
      }
    }
  });
});

describe("the groups", () => {
  it.each([
    ["", ""],
    ["1985", "1985"],
    ["19850", "1985 0"],
    ["1985041", "1985 041"],
    ["198504121", "1985 0412 1"],
    ["1985-04-12-123-93", "1985 0412 12393"],
    ["1985 0412 12393", "1985 0412 12393"],
    ["1985041212393 7", "1985 0412 123937"],
    ["ech weess et net", "ech weess et net"],
    ["19e5", "19e5"],
  ])("of %j are %j", (typed, shown) => {
    expect(grouped(typed)).toBe(shown);
    expect(grouped(shown)).toBe(shown);
  });
});
