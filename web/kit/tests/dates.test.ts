import { describe, expect, it } from "vitest";
import { atTime, clockTime, dayHeading, momentOf, onDay, wholeDay, writtenDay } from "../src/dates.ts";
import { LANGUAGES, type Language } from "../src/languages.ts";

describe("a day with its weekday", () => {
  it.each([
    ["lb", "2026-03-05", "Donneschdeg, 5. Mäerz 2026"],
    ["fr", "2026-03-01", "dimanche 1er mars 2026"],
    ["de", "2026-03-05", "Donnerstag, 5. März 2026"],
    ["en", "2000-02-29", "Tuesday 29 February 2000"],
  ] as const)("in %s", (language, day, text) => {
    expect(wholeDay(language, day)).toBe(text);
  });
});

describe("onDay", () => {
  it.each<[Language, string, string]>([
    ["lb", "2026-03-03", "den 3. Mäerz 2026"],
    ["lb", "2026-04-05", "de 5. Abrëll 2026"],
    ["lb", "2026-05-24", "de 24. Mee 2026"],
    ["lb", "2026-12-31", "den 31. Dezember 2026"],
    ["fr", "2026-03-01", "le 1er mars 2026"],
    ["fr", "2026-08-11", "le 11 août 2026"],
    ["de", "2026-03-03", "am 3. März 2026"],
    ["en", "2026-03-03", "on 3 March 2026"],
  ])("%s %s", (language, date, text) => expect(onDay(language, date)).toBe(text));

  it.each(["", "unknown", "3.3.2026"])("leaves %j as it is", (text) => {
    expect(onDay("lb", text)).toBe(text);
    expect(writtenDay("fr", text)).toBe(text);
  });

  it("knows twelve months in each language, all different", () => {
    for (const language of LANGUAGES) {
      const days = Array.from({ length: 12 }, (_, month) =>
        writtenDay(language, `2026-${String(month + 1).padStart(2, "0")}-10`),
      );
      expect(new Set(days).size).toBe(12);
      expect(days.every((day) => /^10\.? \p{L}+ 2026$/u.test(day))).toBe(true);
    }
  });
});

describe("atTime", () => {
  const now = new Date("2026-11-27T16:30:00Z");

  it.each<[Language, string, string]>([
    ["lb", "2026-11-27T18:00:00+01:00", "haut um 18:00 Auer"],
    ["lb", "2026-11-28T09:00:00+01:00", "muer um 9:00 Auer"],
    ["lb", "2026-11-30T08:00:00+01:00", "e Méindeg, den 30. November, um 8:00 Auer"],
    ["lb", "2026-12-15T08:00:00+01:00", "en Dënschdeg, de 15. Dezember, um 8:00 Auer"],
    ["fr", "2026-11-27T18:00:00+01:00", "aujourd’hui à 18h00"],
    ["fr", "2026-12-01T08:30:00+01:00", "mardi 1er décembre à 8h30"],
    ["de", "2026-11-28T09:00:00+01:00", "morgen um 9:00 Uhr"],
    ["de", "2026-11-30T08:00:00+01:00", "am Montag, dem 30. November, um 8:00 Uhr"],
    ["en", "2026-11-28T09:00:00+01:00", "tomorrow at 9:00"],
    ["en", "2026-11-29T09:00:00+01:00", "on Sunday 29 November at 9:00"],
    ["en", "2026-11-30T08:00:00Z", "on Monday 30 November at 8:00"],
  ])("%s %s", (language, moment, text) => expect(atTime(language, moment, now)).toBe(text));

  it("counts days where it happens, not where the device is", () => {
    const late = new Date("2026-11-29T23:30:00Z");
    expect(atTime("en", "2026-11-30T08:00:00+01:00", late)).toBe("today at 8:00");
    expect(atTime("en", "2026-11-30T08:00:00-05:00", late)).toBe("tomorrow at 8:00");
  });

  it.each(["", "soon", "2026-11-30", "2026-11-30T08:00"])("leaves %j as it is", (text) => {
    expect(atTime("lb", text, now)).toBe(text);
  });
});

describe("clockTime", () => {
  const at = new Date(2026, 10, 23, 9, 5).toISOString();
  it.each<[Language, string]>([
    ["lb", "9:05"],
    ["fr", "9h05"],
    ["de", "9:05"],
    ["en", "9:05"],
  ])("%s", (language, text) => expect(clockTime(language, at)).toBe(text));
});

describe("dayHeading", () => {
  const now = new Date(2026, 10, 23, 0, 30);
  it.each<[Language, Date, string]>([
    ["lb", new Date(2026, 10, 23, 0, 1), "Haut"],
    ["fr", new Date(2026, 10, 22, 23, 59), "Hier"],
    ["de", new Date(2026, 10, 21, 12), "21. November 2026"],
    ["en", new Date(2025, 11, 31), "31 December 2025"],
  ])("%s %s", (language, at, text) => expect(dayHeading(language, at.toISOString(), now)).toBe(text));

  it("counts days, not hours, over the change of the clocks", () => {
    const afterChange = new Date(2026, 9, 26, 0, 10);
    expect(dayHeading("en", new Date(2026, 9, 25, 0, 5).toISOString(), afterChange)).toBe("Yesterday");
  });
});

describe("momentOf", () => {
  const at = new Date(2026, 2, 3, 14, 5);
  it.each<[Language, Date, string]>([
    ["lb", new Date(2026, 2, 3, 18), "Haut, 14:05"],
    ["fr", new Date(2026, 2, 4, 18), "Hier, 14h05"],
    ["de", new Date(2026, 3, 1), "3. März 2026, 14:05"],
  ])("in %s on %s", (language, now, text) => expect(momentOf(language, at.toISOString(), now)).toBe(text));
});
