import { describe, expect, it } from "vitest";
import { daysAfter, isoToday, monthsAfter, readDay, writeDay } from "../../src/fields/days.ts";
import { answersTo, TODAY } from "../../../kit/tests/fieldVectors.ts";

const answers = answersTo("date");
const inDigits = answers.filter(([raw]) => /^[\d ./-]+$/.test(raw));

describe("reading a day", () => {
  it.each(answers)("never takes %j for another day than the bot", (raw, value) => {
    const read = readDay(raw, TODAY);
    if (read !== null) expect(read).toBe(value);
  });

  it.each(inDigits)("knows %j as the bot does", (raw, value) => {
    expect(readDay(raw, TODAY)).toBe(value);
  });

  it.each(["", "muer", "32.1.2026", "1.1", "1.1.2100", "5.3.202"])("leaves %j alone", (raw) => {
    expect(readDay(raw, TODAY)).toBeNull();
  });

  it("reads what it writes", () => {
    expect(writeDay("2026-03-05")).toBe("05.03.2026");
    for (let day = "1999-12-20"; day < "2000-03-05"; day = daysAfter(day, 1)) {
      expect(readDay(writeDay(day), TODAY)).toBe(day);
    }
  });
});

describe("going from day to day", () => {
  it.each([
    ["2026-03-05", 1, "2026-03-06"],
    ["2026-03-01", -1, "2026-02-28"],
    ["2024-02-28", 1, "2024-02-29"],
    ["2026-03-28", 2, "2026-03-30"],
    ["2026-12-31", 7, "2027-01-07"],
  ])("%s and %i days is %s", (day, days, there) => {
    expect(daysAfter(day, days)).toBe(there);
  });

  it.each([
    ["2026-03-31", -1, "2026-02-28"],
    ["2024-03-31", -1, "2024-02-29"],
    ["2026-12-15", 1, "2027-01-15"],
    ["2024-02-29", 12, "2025-02-28"],
  ])("%s and %i months is %s", (day, months, there) => {
    expect(monthsAfter(day, months)).toBe(there);
  });

  it("begins on the day of the device", () => {
    expect(isoToday(new Date(2026, 2, 5, 23, 59))).toBe("2026-03-05");
  });
});
